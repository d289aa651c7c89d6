resource "appservices_private_endpoint" "example" {
  app_id                     = appservices_app.local.id
  cloud_provider_region      = "aws-us-east-1"
  cloud_provider_endpoint_id = "vpce-0a1b2c3d4e5f60718"
  endpoint_type              = "general"
  comment                    = "office"
}

resource "appservices_app" "local" {
  name             = "private"
  deployment_model = "LOCAL"
  provider_region  = "aws-us-east-1"
}
