"""The scoring schemes (评分规则) as data files."""
