//! The parts of the page, one component a file.

pub mod bars;
pub mod board;
pub mod choice;
pub mod code_view;
pub mod conditions;
pub mod controls;
pub mod embed;
pub mod explained;
pub mod feel;
pub mod findings;
pub mod header;
pub mod history;
pub mod keys;
pub mod lesson;
pub mod lines;
pub mod machines;
pub mod next;
pub mod number_control;
pub mod pendulum;
pub mod programs;
pub mod rail;
pub mod run_bar;
pub mod scaling;
