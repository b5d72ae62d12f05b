//! Each status has its rank, and what is final is told to the ledger.

use super::*;

#[test]
fn delivery_outranks_failure_and_both_everything_before() {
    for status in Status::ALL {
        assert_eq!(Status::of(status.word()), Some(*status));
        assert!(*status == Status::Read || status.rank() < Status::Read.rank());
        assert_eq!(status.is_failure(), status.is_last() && status.rank() < Status::Completed.rank());
    }
    assert!(Status::Delivered.rank() > Status::Undelivered.rank());
    assert!(Status::Failed.rank() > Status::Sent.rank());
}

fn report(status: Status, error: Option<u32>) -> Receipt {
    Receipt { provider: "twilio-sms", reference: "SM1".to_owned(), attempt: None, status, error }
}

#[test]
fn only_what_is_final_is_told() {
    for status in Status::ALL {
        let told = report(*status, None).delivery();
        let expected = match status.rank() {
            0..=4 => None,
            5 => Some(false),
            _ => Some(true),
        };
        assert_eq!(told.map(|told| told == Delivery::Delivered), expected, "{status:?}");
    }
}

#[test]
fn what_is_the_addresss_fault_is_not_sent_again_and_flags_it() {
    use Flag::{Bounced, NoTexts, OptedOut};
    for (status, error, expected, code) in [
        (Status::Undelivered, Some(30003), (true, None), Some("30003")),
        (Status::Undelivered, Some(30007), (true, None), Some("30007")),
        (Status::Undelivered, Some(99_999), (true, None), Some("99999")),
        (Status::Failed, None, (true, None), None),
        (Status::NoAnswer, None, (true, None), None),
        (Status::Busy, None, (true, None), None),
        (Status::Canceled, None, (false, None), None),
        (Status::Undelivered, Some(30006), (false, Some(NoTexts)), Some("30006")),
        (Status::Failed, Some(30005), (false, Some(Bounced)), Some("30005")),
        (Status::Failed, Some(21610), (false, Some(OptedOut)), Some("21610")),
        (Status::PermanentFailure, None, (false, Some(Bounced)), None),
        (Status::TemporaryFailure, None, (true, None), None),
        (Status::TechnicalFailure, None, (true, None), None),
    ] {
        let Some(Delivery::Failed { code: said, again, flag, .. }) = report(status, error).delivery() else { panic!() };
        assert_eq!(((again, flag), said.as_deref()), (expected, code), "{status:?} {error:?}");
    }
}
