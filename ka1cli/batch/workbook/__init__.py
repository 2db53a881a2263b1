"""Workbooks of spreadsheets: looked at before they are read, read by a process of their own, written with care."""
