output "function_data_api_url" {
  value = provider::appservices::data_api_url({
    client_app_id    = "myapp-abcde"
    deployment_model = "GLOBAL"
    provider_region  = "aws-us-east-1"
  }, "v1")
}
