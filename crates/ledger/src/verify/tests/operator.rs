//! A bundle made up by whoever holds the log's key, and what still shows it.

use super::*;
use crate::verify::failure::EntryFault;

#[test]
fn a_body_may_be_missing_only_where_an_erasure_says_so() {
    // The holder of the key takes out entry 3's body, and seals it again.
    let strip = |files: &mut Files| {
        edit(files, 3, |line| {
            if let Content::Shown { meta_salt, meta, .. } = line.content.clone() {
                line.content = Content::Erased { meta_salt, meta };
            }
        });
        reseal(files, |manifest| (manifest.shown, manifest.erased) = (3, 2));
    };
    let mut files = bundle();
    strip(&mut files);
    // Entry 4 is withheld, so that the erasure may stand there.
    let report = verify_files(&files, &Trust::default()).unwrap();
    assert_eq!(report.unexplained, [3]);
    assert!(
        report.to_string().contains("entry 3: its body was erased; the entry that says so may be among those withheld")
    );

    // With nothing withheld, it cannot.
    let (entries, head) = log(|_, draft| draft.meta.marking = 2);
    let mut files = files_of(&(entries, head));
    strip(&mut files);
    reseal(&mut files, |manifest| (manifest.shown, manifest.erased, manifest.withheld) = (4, 2, 0));
    let failed = verify_files(&files, &Trust::default()).unwrap_err();
    assert!(matches!(failed, Failure::Entry { seq: 3, position: Some(11), fault: EntryFault::Erased }), "{failed}");
}

#[test]
fn a_manifest_that_contradicts_its_bundle_is_refused_though_sealed() {
    for claim in ["origin", "size", "stream", "entries", "shown", "erased", "withheld"] {
        let mut files = bundle();
        reseal(&mut files, |manifest| match claim {
            "origin" => manifest.origin = "other".into(),
            "size" => manifest.size = 41,
            "stream" => manifest.stream = "incident/other".into(),
            "entries" => manifest.entries = 5,
            "shown" => manifest.shown = 9,
            "erased" => manifest.erased = 0,
            _ => manifest.withheld = 0,
        });
        assert_eq!(failure(&files), format!("manifest.json: its {claim} is not what the rest of the bundle shows"));
    }
    let mut files = bundle();
    reseal(&mut files, |manifest| drop(manifest.files.remove(file::PEOPLE)));
    assert_eq!(failure(&files), "people.json: the manifest does not list this file");
    let mut files = bundle();
    reseal(&mut files, |manifest| drop(manifest.files.insert("more".into(), String::new())));
    assert_eq!(failure(&files), "more: the file is missing");
    let mut files = bundle();
    reseal(&mut files, |manifest| manifest.format = "ctac-bundle@v2".into());
    assert!(failure(&files).contains("this program reads ctac-bundle@v1"));
}

#[test]
fn an_operator_who_rewrites_the_log_is_found_by_a_kept_checkpoint() {
    let honest = log(|_, _| {});
    let kept = |size| Checkpoint { size, ..checkpoint_of(&half(&honest.0, size)) }.sign(&signer()).unwrap();
    let rewritten = files_of(&log(|place, draft| {
        if place == 11 {
            draft.body = br#"{"text":"nothing to see"}"#.to_vec();
        }
    }));
    assert!(verify_files(&rewritten, &Trust::default()).is_ok());
    let against = |size| verify_files(&rewritten, &Trust { checkpoint: Some(kept(size)), ..Trust::default() });
    assert!(against(11).is_ok());
    let failed = against(12).unwrap_err();
    assert!(matches!(failed, Failure::Trust(TrustFault::Rewritten { size: 12, .. })), "{failed}");
    assert!(against(40).is_err());
}

#[test]
fn what_is_trusted_must_be_of_this_log() {
    let files = bundle();
    let other = Signer::from_seed(ORIGIN, Kind::Note, &[5; 32]).unwrap();
    let trust = Trust { key: Some(other.verifying_key().clone()), ..Trust::default() };
    assert!(verify_files(&files, &trust).unwrap_err().to_string().starts_with("the bundle is signed by another key"));
    let (entries, head) = log(|_, _| {});
    let note = checkpoint_of(&head).sign(&other).unwrap();
    let failed = verify_files(&files, &Trust { checkpoint: Some(note), ..Trust::default() }).unwrap_err();
    assert_eq!(
        failed.to_string(),
        "the trusted checkpoint is not one of this log: the note is not signed by ctac.example/cell"
    );
    let later = Checkpoint { size: 41, ..checkpoint_of(&half(&entries, 40)) }.sign(&signer()).unwrap();
    let failed = verify_files(&files, &Trust { checkpoint: Some(later), ..Trust::default() }).unwrap_err();
    assert!(failed.to_string().ends_with("export it again, later than the checkpoint"));
    // A key that the bundle brings is not enough when another made the whole of it.
    let empty = Trust { checkpoint: Some("not a note".into()), ..Trust::default() };
    assert!(verify_files(&files, &empty).is_err());
}
