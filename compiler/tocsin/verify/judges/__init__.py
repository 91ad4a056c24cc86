"""The judges, one a file, found by discovery: `judge(written, platform, tools)` yields complaints and what was looked at."""
