//! Plain values: numbers, text, and lists, tuples, objects and options of them. They go from thread to thread as bytes;
//! anything else belongs to the thread that made it.

use rune::alloc::clone::TryClone;
use rune::runtime::{ConstValue, Value, VmError};

/// A value that is plain, if it is.
///
/// # Errors
/// What kind of value it is instead.
pub fn plain(value: Value) -> Result<ConstValue, String> {
    let kind = value.type_info();
    rune::from_value::<ConstValue>(value).map_err(|_| kind.to_string())
}

/// The value again, of this thread.
///
/// # Errors
/// Rune's, where there is no memory left.
pub fn value(plain: &ConstValue) -> Result<Value, VmError> {
    let own = plain.try_clone().map_err(VmError::panic)?;
    Ok(rune::to_value(own)?)
}
