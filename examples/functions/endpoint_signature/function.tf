# The Endpoint-Signature header of a request to an endpoint with VERIFY_PAYLOAD.
output "function_endpoint_signature" {
  value = provider::appservices::endpoint_signature("Super5ecr3tPa55w0rd", "{ \"message\": \"Hello!\" }")
}
