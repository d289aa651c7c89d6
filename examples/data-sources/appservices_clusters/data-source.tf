data "appservices_clusters" "all" {}

output "clusters" {
  value = data.appservices_clusters.all.clusters[*].name
}
