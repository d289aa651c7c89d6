data "appservices_provider_regions" "example" {}

output "provider_regions" {
  value = [for region in data.appservices_provider_regions.example.regions : region.id]
}
