//! Every operation of the API's published description, so that one that is not served yet can say
//! so.

use crate::emulator::model::Method;

/// One operation: its method, and its path below the API's base.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Operation {
    pub(crate) method: Method,
    pub(crate) path: String,
}

/// Returns all operations, in the order of the table.
pub(crate) fn operations() -> impl Iterator<Item = Operation> {
    TABLE.lines().flat_map(|line| {
        let (methods, path) = line.rsplit_once(' ').unwrap_or_default();
        let path = path.replacen('~', "/groups/{group}/apps/{app}", 1);
        methods.split_whitespace().map(move |word| Operation {
            method: Method::named(word),
            path: path.clone(),
        })
    })
}

/// One line for each path. `~` stands for `/groups/{group}/apps/{app}`. The description has one
/// provider to log in with, `mongodb-cloud`.
const TABLE: &str = "\
GET                 /auth/profile
GET                 /auth/providers
POST                /auth/providers/{provider}/login
POST DELETE         /auth/session
GET POST            /groups/{group}/apps
GET DELETE          /groups/{group}/apps/{app}
GET                 /groups/{group}/measurements
GET                 /provider_regions
GET POST            ~/api_keys
GET DELETE          ~/api_keys/{id}
PUT                 ~/api_keys/{id}/disable
PUT                 ~/api_keys/{id}/enable
GET POST            ~/auth_providers
GET PATCH DELETE    ~/auth_providers/{id}
PUT                 ~/auth_providers/{id}/disable
PUT                 ~/auth_providers/{id}/enable
GET PATCH           ~/custom_user_data
GET POST PATCH      ~/data_api/config
GET                 ~/data_api/versions
POST                ~/debug/execute_function
POST                ~/debug/execute_function_source
GET                 ~/dependencies
GET PATCH           ~/deploy/config
GET PUT             ~/deployment_migration
GET                 ~/deployments
GET                 ~/deployments/{id}
POST                ~/deployments/{id}/redeploy
GET POST            ~/drafts
DELETE              ~/drafts/{id}
POST                ~/drafts/{id}/deployment
GET                 ~/drafts/{id}/diff
GET POST            ~/endpoints
GET PUT DELETE      ~/endpoints/{id}
PUT                 ~/environment
GET POST            ~/environment_values
GET PUT DELETE      ~/environment_values/{id}
GET                 ~/event_subscriptions
GET                 ~/event_subscriptions/{id}
GET                 ~/event_subscriptions/{id}/execution
GET                 ~/export
GET POST            ~/functions
GET PUT DELETE      ~/functions/{id}
POST                ~/graphql
GET PUT             ~/graphql/config
GET POST            ~/graphql/custom_resolvers
GET PUT DELETE      ~/graphql/custom_resolvers/{id}
GET POST            ~/hosting/assets
GET PUT PATCH       ~/hosting/assets/asset
GET PATCH           ~/hosting/config
GET POST            ~/log_forwarders
GET PATCH DELETE    ~/log_forwarders/{id}
PUT                 ~/log_forwarders/{id}/disable
PUT                 ~/log_forwarders/{id}/enable
GET                 ~/logs
GET                 ~/measurements
GET                 ~/metrics
POST                ~/multi_data_sources
GET                 ~/pull
PATCH               ~/push
GET POST            ~/push/notifications
GET PUT DELETE      ~/push/notifications/{id}
POST                ~/push/notifications/{id}/send
PUT                 ~/push/notifications/{id}/type
GET POST            ~/schemas
GET PUT DELETE      ~/schemas/{id}
GET POST            ~/secrets
PUT DELETE          ~/secrets/{id}
GET POST            ~/security/access_list
PATCH DELETE        ~/security/access_list/{id}
POST                ~/security/allow_non_vpc_client_requests
GET POST            ~/security/allowed_request_origins
GET                 ~/security/private_endpoint_service_infos
GET POST            ~/security/private_endpoints
GET PUT DELETE      ~/security/private_endpoints/{id}
GET PUT             ~/security/refresh_token_expiration
GET                 ~/service/{service}/config
GET POST            ~/services
GET PATCH DELETE    ~/services/{id}
GET                 ~/services/{service}/commands/build_info
POST                ~/services/{service}/commands/generate_schema
POST                ~/services/{service}/commands/validate_documents
POST                ~/services/{service}/commands/{command}
GET PATCH           ~/services/{service}/config
GET POST PUT DELETE ~/services/{service}/default_rule
GET POST            ~/services/{service}/incoming_webhooks
GET PUT DELETE      ~/services/{service}/incoming_webhooks/{id}
GET POST            ~/services/{service}/rules
GET PUT DELETE      ~/services/{service}/rules/{id}
GET                 ~/sync/data
GET POST            ~/triggers
GET PUT DELETE      ~/triggers/{id}
PUT                 ~/triggers/{id}/resume
DELETE              ~/user_registrations/by_email/{email}
POST                ~/user_registrations/by_email/{email}/confirm
POST                ~/user_registrations/by_email/{email}/run_confirm
POST                ~/user_registrations/by_email/{email}/send_confirm
GET                 ~/user_registrations/pending_users
GET POST            ~/users
POST                ~/users/verify_token
GET DELETE          ~/users/{id}
GET                 ~/users/{id}/devices
PUT                 ~/users/{id}/disable
PUT                 ~/users/{id}/enable
PUT                 ~/users/{id}/logout
PATCH               ~/users/{id}/reset_email
GET PUT             ~/validation_settings/graphql
GET PUT             ~/validation_settings/null_type_schema_validation
GET POST            ~/values
GET PUT DELETE      ~/values/{id}";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_as_many_paths_and_operations_as_the_description() {
        assert_eq!(TABLE.lines().count(), 109);
        assert_eq!(operations().count(), 181);
        assert!(
            operations().all(|operation| operation.method != Method::Other),
            "a word of the table is no method"
        );
    }
}
