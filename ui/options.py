"""Streamlit's settings for our page: no statistics, no developer tools, one theme in light and dark, fonts of the machine."""

from __future__ import annotations

from typing import Any

FONTS = '"Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", "HarmonyOS Sans SC", sans-serif'


def streamlit(host: str, port: int) -> dict[str, Any]:
    """The options by their dotted names."""
    return {
        "server.address": host,
        "server.port": port,
        "server.headless": True,
        "server.fileWatcherType": "none",
        "server.enableCORS": True,
        "server.enableXsrfProtection": True,
        "server.enableAgentApi": False,
        "browser.gatherUsageStats": False,
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,
        "client.allowedOrigins": [],
        "runner.magicEnabled": False,
        "logger.level": "error",
        **_theme(),
    }


def _theme() -> dict[str, Any]:
    shared = {
        "font": FONTS,
        "headingFont": FONTS,
        "baseFontSize": 16,
        "headingFontSizes": ["1.5rem", "1.25rem", "1.125rem", "1rem", "1rem", "1rem"],
        "baseRadius": "8px",
        "primaryColor": "#a4302a",
    }
    light = {
        "backgroundColor": "#fdfcf9",
        "secondaryBackgroundColor": "#f4f1ea",
        "textColor": "#24211d",
        "borderColor": "#e2dccf",
    }
    dark = {"backgroundColor": "#191816", "secondaryBackgroundColor": "#242220", "textColor": "#ebe7df", "borderColor": "#3b3833"}
    tables = (("theme", shared), ("theme.light", light), ("theme.dark", {**dark, "primaryColor": "#e58a7f"}))
    return {f"{table}.{name}": value for table, values in tables for name, value in values.items()}
