//! Messages that an engine sends to another one: what a restore does to them.
//!
//! A stream numbers its messages, and its receiver takes each number once, in order. After a restore
//! the sender's numbers begin again where the backup was: what it sends then is taken for old and is
//! discarded, until the numbers have caught up. A flush begins a new stream, and what the backup holds
//! as not yet acknowledged is sent once more (engine-runtime 4).

use serde::{Deserialize, Serialize};

/// The sending side; it is in the store.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stream {
    /// The id of the stream.
    pub id: u64,
    /// The number of the next message.
    pub next: u64,
    /// How many messages before it nobody has acknowledged.
    pub open: u64,
}

/// The receiving side; it is in another engine, whose store is not restored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receiver {
    /// The id of the stream that it knows.
    pub stream: u64,
    /// The number that it expects next.
    pub expected: u64,
    /// Messages that were sent and discarded.
    pub lost: u64,
    /// Messages that came twice.
    pub doubled: u64,
    /// How many of those the procedure allows.
    pub allowed: u64,
}

/// How many messages a restored engine is given to send, to see what becomes of them.
const NEW: u64 = 5;

/// Begins a new stream, and sends what was open once more.
pub fn flush(stream: &mut Stream, receiver: &mut Receiver, first_after_restore: bool) {
    stream.id = stream.id.max(receiver.stream) + 1;
    receiver.doubled += stream.open;
    if first_after_restore {
        receiver.allowed += stream.open;
    }
    stream.next = stream.open + 1;
    receiver.stream = stream.id;
    receiver.expected = stream.next;
}

/// Sends new messages.
pub fn send(stream: &mut Stream, receiver: &mut Receiver) {
    for _ in 0..NEW {
        if stream.id == receiver.stream && stream.next >= receiver.expected {
            receiver.expected = stream.next + 1;
        } else {
            receiver.lost += 1;
        }
        stream.next += 1;
    }
    stream.open = 2;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn restored() -> (Stream, Receiver) {
        let stream = Stream { id: 1, next: 101, open: 3 };
        (stream, Receiver { stream: 1, expected: 149, ..Receiver::default() })
    }

    #[test]
    fn without_a_flush_new_messages_are_lost() {
        let (mut stream, mut receiver) = restored();
        send(&mut stream, &mut receiver);
        assert_eq!((receiver.lost, receiver.doubled), (5, 0));
    }

    #[test]
    fn a_flush_doubles_what_was_open_and_loses_nothing() {
        let (mut stream, mut receiver) = restored();
        flush(&mut stream, &mut receiver, true);
        send(&mut stream, &mut receiver);
        assert_eq!((receiver.lost, receiver.doubled, receiver.allowed), (0, 3, 3));
    }

    #[test]
    fn a_second_flush_doubles_more_than_is_allowed() {
        let (mut stream, mut receiver) = restored();
        for first in [true, false] {
            flush(&mut stream, &mut receiver, first);
            send(&mut stream, &mut receiver);
        }
        assert!(receiver.doubled > receiver.allowed);
    }
}
