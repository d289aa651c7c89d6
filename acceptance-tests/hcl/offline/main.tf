terraform {
  required_providers {
    appservices = {
      source = "atlas-appservices/appservices"
    }
  }
}

variable "allowed" {
  type    = set(string)
  default = ["192.0.2.0/24"]
}

resource "appservices_app" "shop" {
  name = "shop"
}

resource "appservices_ip_access_list" "shop" {
  app_id  = appservices_app.shop.id
  entries = [for address in var.allowed : { address = address }]
}
