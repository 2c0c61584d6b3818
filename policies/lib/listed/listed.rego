# METADATA
# title: Lists of which only the first items are named
# scope: package
package lib.listed

# METADATA
# description: The items that are named, and in words how many more there are.
names(fact) := array.concat(fact.value, _others(fact))

default _others(_) := []

_others(fact) := [concat("", ["and ", format_int(fact.more, 10), " more"])]
