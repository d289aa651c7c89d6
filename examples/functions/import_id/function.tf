output "function_import_id" {
  value = provider::appservices::import_id("5f2a4c6e8f0a1b2c3d4e5f60", "shop-abcde", "POST /hello")
}
