//! Whole stories: what people do with the provider, from end to end.

mod actions;
mod answers;
mod configurations;
mod debugging;
mod dependencies;
mod drafts;
#[cfg(unix)]
mod emulate;
#[cfg(unix)]
mod interrupts;
mod library;
mod lives;
mod mocks;
mod modules;
mod moving;
mod newer;
mod noise;
mod offline;
mod opentofu;
mod planning;
mod quickstart;
mod rate_limits;
mod secrets;
mod together;
mod torture;
mod triggers;

pub(crate) use rate_limits::bad_day;

use crate::hcl::{self, hcl};
use crate::program::Feature::{
    Actions, Enabled, EphemeralResources, Exclude, Forgetting, ImportForEach, MockProviders,
    MovedTypes, ParallelTests, ProviderForEach, ProviderFunctions, StateEncryption,
    WriteOnlyAttributes,
};
use crate::{Story, program};

/// Longer ones come first, so that no thread ends alone.
pub(crate) const STORIES: &[Story] = &[
    Story::new(
        "a provider that uses everything, 600 generated resources",
        torture::torture,
    )
    .by_version(),
    Story::new("messages of 256 MiB, and deep ones", newer::large_messages).once(),
    Story::new("modifiers, meanings, rules and validators", torture::words).by_version(),
    Story::new("the quickstart, twice in one folder", quickstart::runs).by_version(),
    #[cfg(unix)]
    Story::new(
        "the quickstart, without a folder",
        quickstart::leaves_nothing,
    ),
    Story::new("noise in every call", noise::noise).once(),
    Story::new(
        "a provider whose host was killed ends by itself",
        debugging::orphan,
    )
    .on_unix()
    .once(),
    Story::new("what each program can do", program::gates).once(),
    Story::new("placeholders of configurations", hcl::placeholders).once(),
    Story::new(
        "a write-only secret is nowhere to be found",
        secrets::write_only,
    )
    .needs(&[WriteOnlyAttributes])
    .by_version(),
    Story::new(
        "an ephemeral token lives for one run",
        secrets::ephemeral_token,
    )
    .needs(&[EphemeralResources, WriteOnlyAttributes])
    .by_version(),
    Story::new("keys and tokens stay out of logs", secrets::logs),
    Story::new("two aliases share one local_path", modules::aliases),
    Story::new("terraform test of a module over local_path", modules::test).by_version(),
    Story::new(
        "terraform test over a fresh folder for each run",
        offline::fresh_folders,
    )
    .by_version(),
    Story::new("terraform test of a configuration with keys", offline::keys),
    Story::new(
        "terraform test with mocks of an author's choice",
        offline::mocked,
    )
    .needs(&[MockProviders]),
    Story::new(
        "terraform test of a module, in parallel",
        modules::parallel_test,
    )
    .needs(&[ParallelTests])
    .by_version(),
    Story::new(
        "imports of many objects by one block",
        modules::import_for_each,
    )
    .needs(&[ImportForEach])
    .by_version(),
    Story::new(
        "a write-only value, where Terraform has none",
        secrets::no_write_only,
    )
    .without(&[WriteOnlyAttributes])
    .by_version(),
    Story::new(
        "terraform test of a module over mocked providers",
        mocks::mocked,
    )
    .needs(&[MockProviders])
    .by_version(),
    Story::new(
        "generated configurations plan, of a secret too",
        secrets::generated,
    )
    .needs(&[WriteOnlyAttributes]),
    Story::new(
        "states without a project, as other tools write them",
        planning::unplaced_states,
    ),
    Story::new(
        "validate without credentials, with unknowns",
        modules::validate,
    )
    .by_version(),
    Story::new(
        "values that are unknown until apply",
        planning::unknown_values,
    )
    .by_version(),
    Story::new(
        "a provider that is configured by another resource",
        planning::unknown_provider,
    )
    .by_version(),
    Story::new(
        "an app that is protected from deletion",
        planning::deletion_protection,
    ),
    Story::new(
        "other spellings of the same plan nothing",
        planning::other_spellings,
    ),
    Story::new("every example of the documentation", planning::examples)
        .needs(&[ProviderFunctions, EphemeralResources, WriteOnlyAttributes])
        .by_version(),
    Story::new("a bad day of the server", bad_day),
    Story::new("a timeout ends the patience", rate_limits::timeouts),
    Story::new("wrong answers lose and adopt nothing", answers::wrong),
    Story::new("a server that alters what it is sent", answers::altering),
    Story::new("a whole list at another address", lives::whole_list),
    Story::new("names that move from object to object", lives::names),
    Story::new("a whole list beside its entries", lives::rivals),
    Story::new(
        "a whole list that becomes its entries, and back",
        lives::moved_to_entries,
    ),
    Story::new("an app and what is in it, while reads lag", lives::lagging),
    Story::new("two Terraforms work on one app", together::one_app),
    #[cfg(unix)]
    Story::new(
        "an apply is interrupted while it writes",
        interrupts::writes,
    ),
    #[cfg(unix)]
    Story::new("an apply is interrupted while it waits", interrupts::waits),
    #[cfg(unix)]
    Story::new(
        "nothing is written after Terraform was killed",
        lives::killed,
    ),
    Story::new("data sources find apps", planning::data_sources),
    Story::new(
        "an access list entry beside 0.0.0.0/0 warns",
        planning::open_list,
    ),
    Story::new(
        "another author's provider: files in a folder",
        library::files,
    )
    .by_version(),
    Story::new(
        "the provider in a debugger, by reattach",
        debugging::reattach,
    )
    .by_version(),
    Story::new(
        "what only newer cores ask, over mutual TLS",
        newer::app_services,
    )
    .once(),
    Story::new(
        "a provider that uses everything, with a newer core",
        newer::torture,
    )
    .once(),
    Story::new("what is not known yet is deferred", newer::deferral).once(),
    Story::new("actions report their progress", newer::actions).once(),
    Story::new("actions of another author's provider", actions::actions)
        .needs(&[Actions])
        .by_version(),
    Story::new("triggers of the Atlas provider are moved", moving::triggers)
        .needs(&[MovedTypes])
        .by_version(),
    Story::new("whole configurations", configurations::all),
    Story::new("the packages of functions", dependencies::packages),
    Story::new("changes are released by drafts", drafts::release),
    Story::new("drafts of others are left alone", drafts::foreign),
    Story::new("two apps are released by drafts", drafts::two_apps),
    Story::new("two runs, each with a draft", drafts::two_runs),
    Story::new("a deployment fails, and is repeated", drafts::failing),
    Story::new(
        "a version is deployed again, a draft discarded",
        triggers::versions,
    )
    .needs(&[Actions])
    .by_version(),
    Story::new("a suspended trigger is resumed", triggers::suspended)
        .needs(&[Actions])
        .by_version(),
    Story::new("an action is interrupted", actions::interrupted)
        .needs(&[Actions])
        .on_unix()
        .by_version(),
    Story::new("functions of another author's provider", torture::functions)
        .needs(&[ProviderFunctions])
        .by_version(),
    Story::new(
        "OpenTofu: a provider for each project",
        opentofu::provider_for_each,
    )
    .needs(&[ProviderForEach])
    .by_version(),
    Story::new("OpenTofu: a resource is left out", opentofu::exclude)
        .needs(&[Exclude])
        .by_version(),
    Story::new(
        "OpenTofu: a resource that is there or not",
        opentofu::enabled,
    )
    .needs(&[Enabled])
    .by_version(),
    Story::new("OpenTofu: an encrypted state", opentofu::encrypted_state)
        .needs(&[StateEncryption])
        .by_version(),
    Story::new("OpenTofu: an object that is forgotten", opentofu::forgotten)
        .needs(&[Forgetting])
        .by_version(),
    #[cfg(unix)]
    Story::new(
        "a server of its own, by the block that it prints",
        emulate::printed_block,
    ),
    #[cfg(target_os = "linux")]
    Story::new("a server over a read-only folder", emulate::read_only).once(),
];

/// Returns a resource of each kind that can stand beside the others, with no provider block.
pub(crate) fn one_of_each() -> String {
    hcl!("shared/one_of_each.tf")
}
