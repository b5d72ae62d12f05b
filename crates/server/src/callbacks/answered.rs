//! What callbacks were answered lately: one that comes again, as after a broken connection, gets the same answer and does
//! nothing a second time, even while the first is under way. A failure is not kept.

use std::collections::{BTreeMap, VecDeque};
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;

use crate::limits;

#[derive(Default)]
struct Kept {
    by_signature: BTreeMap<String, Arc<OnceCell<String>>>,
    order: VecDeque<String>,
}

/// See the module. Bounded by [`limits::CALLBACKS`].
#[derive(Default)]
pub(crate) struct Answered(Mutex<Kept>);

impl Answered {
    /// What was answered to the request with this valid signature, or now is. The signature covers all of the request, so
    /// that two alike are one.
    pub(crate) async fn once<E>(
        &self,
        signature: &str,
        answer: impl Future<Output = Result<String, E>>,
    ) -> Result<String, E> {
        let cell = self.cell(signature);
        cell.get_or_try_init(|| answer).await.cloned()
    }

    fn cell(&self, signature: &str) -> Arc<OnceCell<String>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept.by_signature.get(signature) {
            return known.clone();
        }
        while kept.order.len() >= limits::CALLBACKS {
            let oldest = kept.order.pop_front();
            oldest.and_then(|oldest| kept.by_signature.remove(&oldest));
        }
        let cell = Arc::new(OnceCell::new());
        kept.order.push_back(signature.to_owned());
        kept.by_signature.insert(signature.to_owned(), cell.clone());
        cell
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[tokio::test]
    async fn the_same_again_is_answered_alike_and_done_once() {
        let (answered, done) = (Answered::default(), AtomicU32::new(0));
        let act = || {
            answered.once("a", async {
                tokio::task::yield_now().await;
                Ok::<_, ()>(done.fetch_add(1, Ordering::SeqCst).to_string())
            })
        };
        let together = tokio::join!(act(), act());
        assert_eq!((together, act().await), ((Ok("0".to_owned()), Ok("0".to_owned())), Ok("0".to_owned())));
        assert_eq!(answered.once("b", async { Err("now") }).await, Err("now"));
        assert_eq!(answered.once("b", async { Ok::<_, ()>("then".to_owned()) }).await, Ok("then".to_owned()));
    }

    #[tokio::test]
    async fn the_oldest_are_forgotten() {
        let answered = Answered::default();
        for number in 0..limits::CALLBACKS + 3 {
            answered.once(&number.to_string(), async { Ok::<_, ()>(String::new()) }).await.unwrap();
        }
        let kept = answered.0.lock().unwrap();
        assert_eq!((kept.order.len(), kept.by_signature.len()), (limits::CALLBACKS, limits::CALLBACKS));
        assert!(!kept.by_signature.contains_key("2") && kept.by_signature.contains_key("3"));
    }
}
