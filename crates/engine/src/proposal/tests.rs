//! A command whose entry would be too large is refused by itself: what waits beside it is recorded.

use ctac_domain::command::{Actor, Command};
use ctac_domain::decide::Refusal;
use ctac_domain::directory::{Organisation, OrganisationKind};
use ctac_domain::id::OrganisationId;
use ctac_domain::state::State;
use ctac_ledger::limits::PART_BYTES;
use ctac_ledger::store::Store as _;
use uuid::Uuid;

use super::Proposal;
use crate::codec;
use crate::inbox::Request;
use crate::tests::world::{self, POLICY, World};

fn organisation(number: u128) -> Command {
    let id = OrganisationId(Uuid::from_u128(number));
    Command::AddOrganisation {
        organisation: Organisation { id, name: format!("Trust {number}"), kind: OrganisationKind::AcuteTrust },
    }
}

/// The same cell with a policy that no entry holds, as no rule lets in: a page names its policy whole.
fn with_an_oversized_policy(state: &State) -> State {
    let mut state = state.clone();
    let mut policy = state.policies[&POLICY].clone();
    policy.name = "x".repeat(PART_BYTES);
    state.policies.insert(POLICY, policy);
    state
}

#[tokio::test]
async fn one_that_is_too_large_is_refused_alone() {
    let world = World::new();
    let engine = world.set_up().await;
    let state = with_an_oversized_policy(&engine.state());
    let ports = world.ports(2);
    let request = |actor, command| Request::forgotten(actor, command, &*ports.random);
    let mut proposal = Proposal::on(&state, world.now());
    for (actor, command) in [
        (Actor::Person(world::ADMIN), organisation(101)),
        (Actor::Integration(world::INTEGRATION), world::alert("disk")),
        (Actor::Person(world::ADMIN), organisation(102)),
    ] {
        assert!(proposal.take(request(actor, command)).is_none(), "each is decided now");
    }
    let came: Vec<_> = proposal.decided.iter().map(|(_, outcome)| outcome.as_ref().map(|_| ())).collect();
    let too_large = Refusal::Limit { what: "bytes in one entry", limit: PART_BYTES as u64 };
    assert_eq!(came, [Ok(()), Err(&too_large), Ok(())]);
    assert!(too_large.to_string().contains(&PART_BYTES.to_string()), "{too_large}");
    assert!(proposal.state.alerts.is_empty(), "nothing of it is kept");
    assert_eq!(proposal.recorded.len(), 2);
    // And what is kept is recorded.
    let head = world.store.head().await.unwrap();
    let batch = codec::batch(&head, &mut proposal, &ports).unwrap();
    world.store.append(&batch).await.unwrap();
    assert_eq!(world.store.head().await.unwrap().size, head.size + 2);
}
