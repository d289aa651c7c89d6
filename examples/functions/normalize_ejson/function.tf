output "normalized" {
  value = provider::appservices::normalize_ejson(jsonencode({ total = { "$numberInt" = "5" } }))
}
