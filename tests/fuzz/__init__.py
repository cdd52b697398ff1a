"""Workbooks damaged the way people and machines do."""
