//! The ledger's service: checkpoints, proofs, the restore rule, witnesses.

use ctac_domain::command::Actor;
use ctac_domain::event::Event;
use ctac_ledger::checkpoint::Checkpoint;
use ctac_ledger::cosignature::{attach, cosign};
use ctac_ledger::memory::MemoryStore;
use ctac_ledger::merkle::verify;
use ctac_ledger::note::Note;
use ctac_ledger::note::key::{Kind, Signer};
use ctac_ledger::store::{Batch, Node, Position, Store as _};

use super::world::{self, FIRST, World, soon};
use crate::{Engine, ExecuteError, Standing, StartError};

#[tokio::test]
async fn a_checkpoint_on_demand_covers_what_was_recorded_and_proofs_fit_it() {
    let world = World::new();
    let engine = world.set_up().await;
    let note = soon(engine.checkpoint_now()).await.unwrap();
    let checkpoint = Checkpoint::open(&note, engine.verifying_key()).unwrap();
    assert_eq!(checkpoint.size, engine.size());
    for position in 0..checkpoint.size {
        let proof = engine.inclusion(position, checkpoint.size).unwrap();
        let leaf = engine.leaf_hash(position).unwrap();
        verify::inclusion(position, checkpoint.size, &leaf, &proof, &checkpoint.root).unwrap();
    }
    world::raise(&engine, "disk").await.unwrap();
    let later = Checkpoint::open(&soon(engine.checkpoint_now()).await.unwrap(), engine.verifying_key()).unwrap();
    let proof = engine.consistency(checkpoint.size, later.size).unwrap();
    verify::consistency(checkpoint.size, &checkpoint.root, later.size, &later.root, &proof).unwrap();
    assert_eq!(engine.leaf_hashes(0, 10_000).len() as u64, engine.size());
}

#[tokio::test]
async fn two_nodes_publish_one_checkpoint_for_one_size() {
    let world = World::new();
    let one = world.set_up().await;
    let two = world.node(2).await;
    let size = one.size();
    world::until(&two, |state| state.size == size).await;
    let (first, second) = (soon(one.checkpoint_now()).await.unwrap(), soon(two.checkpoint_now()).await.unwrap());
    assert_eq!(first, second);
}

/// A world whose database was restored from before the last entries, and the file that knows better.
async fn restored(folder: &tempfile::TempDir) -> World {
    let mut world = World::new();
    world.options.published = Some(folder.path().join("published"));
    let engine = world.set_up().await;
    soon(engine.checkpoint_now()).await.unwrap();
    soon(engine.shutdown()).await;
    world.store = MemoryStore::new();
    world
}

#[tokio::test]
async fn a_restored_log_that_lost_entries_is_only_read() {
    let folder = tempfile::tempdir().unwrap();
    let world = restored(&folder).await;
    let engine = world.node(3).await;
    assert!(matches!(engine.standing(), Standing::ReadOnly(_)));
    assert!(matches!(soon(engine.checkpoint_now()).await, Err(crate::CheckpointError::NotSigned(_))));
    assert!(matches!(world::raise(&engine, "disk").await, Err(ExecuteError::ReadOnly)));
    assert_eq!(world.store.head().await.unwrap().size, 0);
}

#[tokio::test]
async fn a_new_origin_cites_the_old_one_and_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let mut world = restored(&folder).await;
    world.options.new_origin = Some("ctac.example/cell/2".to_owned());
    let engine = world.node(3).await;
    assert_eq!(engine.standing(), Standing::Writable);
    assert_eq!(engine.state().origin.as_deref(), Some("ctac.example/cell/2"));
    let note = soon(engine.checkpoint_now()).await.unwrap();
    assert!(note.starts_with("ctac.example/cell/2\n"));
    soon(engine.shutdown()).await;
    // From then on with the new origin alone; the old name is a mistake.
    let again = world.node(4).await;
    assert_eq!(again.standing(), Standing::Writable);
    soon(again.shutdown()).await;
    world.options.new_origin = None;
    let mistaken = Engine::start(world.options.clone(), world.ports(5)).await;
    assert!(matches!(mistaken, Err(StartError::Origin(_))));
}

#[tokio::test]
async fn a_known_witness_is_kept_and_another_is_not() {
    let mut world = World::new();
    let witness = Signer::from_seed("witness.example", Kind::Cosignature, &[9; 32]).unwrap();
    let stranger = Signer::from_seed("stranger.example", Kind::Cosignature, &[10; 32]).unwrap();
    world.options.witnesses = vec![witness.verifying_key().clone()];
    let engine = world.set_up().await;
    let note = Note::parse(&soon(engine.checkpoint_now()).await.unwrap()).unwrap();
    let line = |signer| cosign(&note.text, 1_790_000_000, signer).unwrap();
    let by_witness = attach(&note, &[line(&witness)]).to_string();
    assert_eq!(engine.add_cosignature(&by_witness).await.unwrap(), 1);
    assert!(engine.add_cosignature(&attach(&note, &[line(&stranger)]).to_string()).await.is_err());
    assert_eq!(world.store.cosignatures(engine.size()).await.unwrap().len(), 1);
    let _ = soon(engine.execute(Actor::Person(FIRST), world::note(1, "refused"))).await;
}

/// The same database, as it was when it had so many entries.
async fn as_of(store: &MemoryStore, size: u64) -> MemoryStore {
    let older = MemoryStore::new();
    let mut head = older.head().await.unwrap();
    for entry in store.read(Position(0), 10_000).await.unwrap().into_iter().take(usize::try_from(size).unwrap()) {
        let base = head.size;
        let mut nodes = Vec::new();
        head.frontier.append(base, entry.leaf_hash, |level, index, hash| {
            if level.is_multiple_of(8) {
                nodes.push(Node { level, index, hash });
            }
        });
        head.size += 1;
        let batch = Batch { base, entries: vec![entry], nodes, head: head.clone(), erase: Vec::new() };
        older.append(&batch).await.unwrap();
    }
    older
}

#[tokio::test]
async fn an_older_copy_of_the_database_is_only_read_until_a_new_origin_cites_what_was_lost() {
    let folder = tempfile::tempdir().unwrap();
    let mut world = World::new();
    world.options.published = Some(folder.path().join("published"));
    let engine = world.set_up().await;
    let copied = engine.size();
    world::raise(&engine, "lost").await.unwrap();
    let published = soon(engine.checkpoint_now()).await.unwrap();
    soon(engine.shutdown()).await;
    let published = std::fs::read_to_string(folder.path().join("published")).unwrap_or_else(|_| published.to_string());
    world.store = as_of(&world.store, copied).await;

    let engine = world.node(3).await;
    assert!(matches!(engine.standing(), Standing::ReadOnly(_)), "{:?}", engine.standing());
    assert!(matches!(world::raise(&engine, "disk").await, Err(ExecuteError::ReadOnly)));
    assert_eq!(engine.state().people.len(), 3, "what is there can be read");
    soon(engine.shutdown()).await;
    assert_eq!(world.store.head().await.unwrap().size, copied, "nothing was written");
    assert_eq!(std::fs::read_to_string(folder.path().join("published")).unwrap(), published, "nor forgotten");

    world.options.new_origin = Some("ctac.example/cell/2".to_owned());
    let engine = world.node(4).await;
    assert_eq!(engine.standing(), Standing::Writable);
    let first = engine.stored(copied, 1).await.unwrap().pop().unwrap();
    let first = crate::codec::decode(first).unwrap().recorded;
    assert!(
        matches!(first.event.as_deref(), Some(Event::LedgerStarted { continues: Some(cited), .. }) if *cited == published)
    );
    world::raise(&engine, "disk").await.unwrap();
    let note = soon(engine.checkpoint_now()).await.unwrap();
    assert!(note.starts_with("ctac.example/cell/2\n"));
    soon(engine.shutdown()).await;
    assert_eq!(world.node(5).await.standing(), Standing::Writable, "a restart goes on");
}

#[tokio::test]
async fn a_crash_between_commit_and_signature_is_signed_after_the_restart() {
    let folder = tempfile::tempdir().unwrap();
    let mut world = World::new();
    world.options.published = Some(folder.path().join("published"));
    let engine = world.set_up().await;
    soon(engine.checkpoint_now()).await.unwrap();
    // The file cannot be replaced from here on: entries go on, and no checkpoint is given out.
    std::fs::create_dir(folder.path().join("published.new")).unwrap();
    world::raise(&engine, "disk").await.unwrap();
    assert!(matches!(soon(engine.checkpoint_now()).await, Err(crate::CheckpointError::NotSigned(_))));
    engine.shared.stop.cancel();
    std::fs::remove_dir(folder.path().join("published.new")).unwrap();
    let again = world.node(2).await;
    assert_eq!(again.standing(), Standing::Writable);
    let checkpoint = Checkpoint::open(&soon(again.checkpoint_now()).await.unwrap(), again.verifying_key()).unwrap();
    assert!(checkpoint.size >= engine.size());
}
