"""Policy of Jiyuan: 72 audited hours between 1 July and 30 May."""
