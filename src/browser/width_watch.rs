//! How wide an element is, now and whenever that changes.

use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver};

/// Tells an element's width in CSS pixels, at once and at every change, until it is dropped.
pub struct WidthWatch {
    observer: ResizeObserver,
    _closure: Closure<dyn FnMut()>,
}

impl WidthWatch {
    /// Starts to watch. `None` where the browser can't.
    pub fn new(element: &Element, tell: impl Fn(f64) + 'static) -> Option<Self> {
        let tell = Rc::new(tell);
        tell(f64::from(element.client_width()));
        let watched = element.clone();
        let closure = Closure::<dyn FnMut()>::new(move || {
            let (watched, tell) = (watched.clone(), Rc::clone(&tell));
            // Drawing changes the element's height. Within this call the browser would report that
            // as an error ("ResizeObserver loop"); in the next frame it is nothing special.
            let draw = Closure::once_into_js(move || tell(f64::from(watched.client_width())));
            if let Some(window) = web_sys::window() {
                // Fails only without a window.
                let _ = window.request_animation_frame(draw.unchecked_ref());
            }
        });
        let observer = ResizeObserver::new(closure.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        Some(Self {
            observer,
            _closure: closure,
        })
    }
}

impl Drop for WidthWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
