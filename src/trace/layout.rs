//! Where spans go: tracks to rows, waits packed into as few rows as hold them.
