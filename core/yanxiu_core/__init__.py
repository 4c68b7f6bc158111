"""The domain of yanxiu: people, activities, ledger, rules; no web, no queue, no GraphQL."""
