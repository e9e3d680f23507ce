"""What is asked for -> plan -> reports made by several processes -> ledger and the pages that lead to them."""
