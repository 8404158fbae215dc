//! The size of a lesson that suits this machine. Readers' programs have none.

use super::{PLATFORM, tell};
use crate::lesson;
use crate::protocol::engine::FromEngine;
use crate::run::sizing;
use crate::values::{SIZE, Values};

/// Finds it on this thread, while nothing else goes on, and tells it.
pub async fn size(lesson: String, values: Values) {
    let size = fitting_size(&lesson, &values).await;
    tell(&FromEngine::Sized { lesson, size });
}

async fn fitting_size(slug: &str, values: &Values) -> Option<u32> {
    let lesson = lesson::find(slug)?;
    let (growth, range) = (lesson.sized?, lesson.range(SIZE, 1)?);
    let job = |size| lesson::job(slug, &values.with(SIZE, size), 0);
    let platform = PLATFORM.with_borrow(Clone::clone)?;
    sizing::fitting_size(&*platform, job, growth, range).await
}
