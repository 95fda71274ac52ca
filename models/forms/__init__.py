"""FORMS: tables for one matter (application, filing, verification sheet) as data, whatever sets them."""
