data "appservices_clusters" "all" {}

output "is_there" {
  value = contains(data.appservices_clusters.all.clusters[*].name, "Cluster0")
}
