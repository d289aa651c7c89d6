# What the caller of an endpoint with VERIFY_PAYLOAD sends as Endpoint-Signature.
output "function_endpoint_signature" {
  value = provider::appservices::endpoint_signature("Super5ecr3tPa55w0rd", "{ \"message\": \"Hello!\" }")
}
