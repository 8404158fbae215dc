//! Traces as Chrome Trace Event JSON, for Perfetto, the Firefox Profiler and speedscope.
