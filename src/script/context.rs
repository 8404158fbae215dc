//! What a program may use: Rune's own library, and the functions of `host/`. It is the same for all programs.

use super::host;
use rune::runtime::RuntimeContext;
use rune::{Context, ContextError, Module};
use std::sync::{Arc, OnceLock};

/// What the compiler and the machines want of it.
pub struct Library {
    /// For the compiler.
    pub context: Context,
    /// For the machines.
    pub runtime: Arc<RuntimeContext>,
}

/// The library, made when it is first asked for.
pub fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(|| match made() {
        Ok(library) => library,
        // Two functions of one name, or the like: every test would find it.
        Err(error) => panic!("the library can't be made: {error}"),
    })
}

fn made() -> Result<Library, ContextError> {
    // Without Rune's own printing, which would print to nowhere.
    let mut context = Context::with_config(false)?;
    for module in host::modules()? {
        context.install(module)?;
    }
    let runtime = Arc::new(context.runtime()?);
    Ok(Library { context, runtime })
}

/// A module of ours, by its name.
///
/// # Errors
/// Rune's.
pub fn module(name: &str) -> Result<Module, ContextError> {
    Module::with_crate(name)
}
