package lib.listed_test

import data.lib.listed

test_names_all_where_there_are_no_others if {
	listed.names({"value": ["apple", "pear"]}) == ["apple", "pear"]
	listed.names({"value": []}) == []
}

test_counts_the_others if {
	listed.names({"value": ["apple", "pear"], "more": 12}) == ["apple", "pear", "and 12 more"]
}
