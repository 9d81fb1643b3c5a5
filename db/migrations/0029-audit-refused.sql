-- What was refused is forgotten after a while, and several of one minute are one row: both look at the latest of it, not at the whole trail.

CREATE INDEX audit_refused ON audit (at) WHERE verb = 'refused';
