"""Monitoring (绩效运行监控): pace against a plan curve, forecast of the year-end value, alerts, dual monitoring."""

from jixiao.monitor.watch import Given, monitor

__all__ = ["Given", "monitor"]
