//! The verdict: what the numbers say, as facts; the page has the words.
