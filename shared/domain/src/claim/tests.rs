//! Every command in every status, what a submission rests on, who may approve, what time and the payer bring.

mod codes;
mod invoice;
mod life;
mod matrix;
mod payments;
mod payments_at_random;
mod pricing;
mod redeemed;
mod review;
mod submission;
mod time;
mod world;
