//! Who is asked, what their answers come to, and how it ends.
