variable "webhook_secret" {
  type      = string
  sensitive = true
  default   = "replace-me"
}

resource "appservices_secret" "example" {
  app_id = appservices_app.example.id
  name   = "webhookSecret"

  # In neither plan nor state. Change the version to send the value again. Before Terraform 1.11, use value.
  value_wo         = var.webhook_secret
  value_wo_version = 1
}
