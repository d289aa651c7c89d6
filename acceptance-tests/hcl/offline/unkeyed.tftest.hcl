provider "appservices" {}
