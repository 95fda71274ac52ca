"""The five steps of importing a list, one panel each; the page 导入清单 joins them."""
