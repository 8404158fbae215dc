//! Temporary stand-in.
use super::link_event::LinkEvent;
use crate::comparison::Comparison;
use yew::Callback;
/// Stand-in.
pub struct EngineLink;
impl EngineLink {
    /// Stand-in.
    pub fn new(_site: String, _cores: u32, _on_event: Callback<LinkEvent>) -> Self {
        Self
    }
    /// Stand-in.
    pub fn compare(&self, _comparison: Comparison) {}
    /// Stand-in.
    pub fn stop(&self) {}
    /// Stand-in.
    pub fn poke(&self, _id: u32) {}
}
