//! Each type of step by others.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::cacao::graph::{continuation, is_end};
use crate::cacao::import::foreign::Known;
use crate::cacao::import::joins::join;
use crate::cacao::import::words::{Unique, block, line, text, title};
use crate::cacao::import::{Change, Changed, ImportError};
use crate::cacao::lint::place;
use crate::cacao::wire::{Playbook, Step as Object, StepType};
use crate::limits;
use crate::model::{
    Answers, Branch, BranchName, Decision, Field, Join, Lane, Line, List, Origin, Parallel, Pass, Phase, Repeat, Skip,
    Slug, Step, StepKind, SubRunbook, Task, Text, Variable, VariableType, When,
};

/// Makes steps of a workflow.
pub(crate) struct Maker<'a, 'b> {
    playbook: &'a Playbook,
    known: Known,
    pub(crate) changes: &'b mut Vec<Change>,
    slugs: Unique,
    names: Unique,
    /// Steps of the workflow that stand somewhere already.
    seen: BTreeSet<&'a str>,
    made: usize,
}

impl<'a, 'b> Maker<'a, 'b> {
    pub(crate) fn new(playbook: &'a Playbook, known: Known, changes: &'b mut Vec<Change>) -> Self {
        let mut names = Unique::default();
        for name in known.names.values() {
            // Only so that no other variable is called so: it is a name already.
            let _taken = names.name(name.as_str());
        }
        Self { playbook, known, changes, slugs: Unique::default(), names, seen: BTreeSet::new(), made: 0 }
    }

    pub(crate) fn into_variables(self) -> Vec<Variable> {
        self.known.variables
    }

    fn change(&mut self, id: &str, what: Changed) {
        self.changes.push(Change { path: place("workflow", id), what });
    }

    /// The steps from here to an end, or to where an outer flow goes on. `inner`: in a branch without a heading of its
    /// own, where branches need one.
    pub(crate) fn flow(
        &mut self,
        from: &'a str,
        stops: &BTreeSet<&'a str>,
        depth: usize,
        inner: bool,
    ) -> Result<Vec<Step>, ImportError> {
        if depth > limits::DEPTH {
            return Err(ImportError::TooDeep);
        }
        let mut steps = Vec::new();
        let mut at = Some(from);
        while let Some(id) = at {
            let Some((id, object)) = self.playbook.workflow.get_key_value(id) else { break };
            if stops.contains(id.as_str()) || object.kind == Some(StepType::End) {
                break;
            }
            self.made += 1;
            if self.made > limits::STEPS {
                return Err(ImportError::TooMany);
            }
            if !self.seen.insert(id) {
                self.change(id, Changed::Copied(id.clone()));
            }
            let next = self.next(id, object);
            let mut inside = stops.clone();
            inside.extend(next);
            let place = Place { stops: inside, depth: depth + 1, named: inner };
            self.step(id, object, &place, &mut steps)?;
            at = next;
        }
        Ok(steps)
    }

    /// Where a step goes on: where it says, or where its branches meet.
    fn next(&mut self, id: &str, object: &'a Object) -> Option<&'a str> {
        let is_branching = object.kind.is_some_and(StepType::is_branching);
        if !is_branching || continuation(object).is_some() {
            return continuation(object);
        }
        let found = join(self.playbook, object);
        if let Some(tail) = found {
            self.change(id, Changed::SharedTail(tail.to_owned()));
        }
        found
    }

    fn step(
        &mut self,
        id: &str,
        object: &'a Object,
        place: &Place<'a>,
        steps: &mut Vec<Step>,
    ) -> Result<(), ImportError> {
        if !object.extensions.is_empty() {
            self.change(id, Changed::Left("an extension"));
        }
        if object.timeout.is_some() || object.delay.is_some() {
            self.change(id, Changed::Left("a timeout or a delay of a person's step"));
        }
        let mut body = Vec::new();
        let kind = match object.kind {
            Some(StepType::Action) => self.action(id, object, &mut body),
            Some(StepType::PlaybookAction) => self.call(id, object)?,
            Some(StepType::Parallel) => self.parallel(id, object, place)?,
            Some(StepType::IfCondition) => self.decision_of_if(id, object, place, &mut body)?,
            Some(StepType::SwitchCondition) => self.decision_of_switch(id, object, place)?,
            Some(StepType::WhileCondition) => self.repeat(id, object, place, &mut body)?,
            Some(StepType::Start | StepType::End) | None => return Ok(()),
        };
        let said = object.description.as_deref().unwrap_or_default();
        let (described, is_same) = text(said);
        if !is_same {
            self.change(id, Changed::Left("something in the text"));
        }
        let parts: Vec<String> =
            [described.as_str().to_owned()].into_iter().chain(body).filter(|part| !part.is_empty()).collect();
        let text = Text::new(parts.join("\n\n")).unwrap_or(described);
        let name = object.name.as_deref().unwrap_or_default();
        let step = self.made(name, "Step", kind, text, object)?;
        steps.push(step);
        self.failure(id, object, place, steps)
    }

    fn made(
        &mut self,
        name: &str,
        fallback: &str,
        kind: StepKind,
        text: Text,
        object: &Object,
    ) -> Result<Step, ImportError> {
        Ok(Step {
            slug: self.slugs.slug(name, "step")?,
            title: title(name, fallback)?,
            role: object.agent.as_ref().and_then(|agent| self.known.roles.get(agent)).cloned(),
            organisation: None,
            target: None,
            skip: Skip::Reason,
            evidence: Vec::new(),
            kind,
            text,
        })
    }

    /// What follows when an action failed: a person says whether it did.
    fn failure(
        &mut self,
        id: &str,
        object: &'a Object,
        place: &Place<'a>,
        steps: &mut Vec<Step>,
    ) -> Result<(), ImportError> {
        let failed = object
            .on_failure
            .as_deref()
            .filter(|to| Some(*to) != continuation(object) && !is_end(self.playbook, to) && !place.stops.contains(to));
        let Some(failed) = failed else { return Ok(()) };
        self.change(id, Changed::Asked);
        let branch = self.branch(failed, place, "It failed")?;
        let kind = yes_or_no(None, Some(branch))?;
        let name = format!("Did it work: {}", object.name.as_deref().unwrap_or("the step before"));
        let step = self.made(&name, "Did it work?", kind, Text::default(), object)?;
        steps.push(step);
        Ok(())
    }

    fn action(&mut self, id: &str, object: &Object, body: &mut Vec<String>) -> StepKind {
        for command in &object.commands {
            let kind = command.kind.as_deref().unwrap_or("no type");
            if kind != "manual" {
                self.change(id, Changed::ByHand(kind.to_owned()));
            }
            let decoded = command.command_b64.as_deref().and_then(|text| STANDARD.decode(text).ok());
            let decoded = decoded.and_then(|bytes| String::from_utf8(bytes).ok());
            let said = command.command.clone().or(decoded).or_else(|| command.command_b64.clone());
            let same = |said: &String| Some(said) == object.name.as_ref();
            if let Some(said) = said.filter(|said| !same(said)) {
                let plain = text(&said);
                body.push(if kind == "manual" && plain.1 { plain.0 } else { block(&said) }.as_str().to_owned());
            }
            for more in [&command.description, &command.content].into_iter().flatten() {
                body.push(block(more).as_str().to_owned());
            }
        }
        let records = object.out_args.iter().filter_map(|name| self.record(name));
        let mut seen = BTreeSet::new();
        let records = records.filter(|record| seen.insert(record.clone()));
        StepKind::Task(Task { records: records.map(|record| Field { record, optional: true }).collect() })
    }

    fn record(&self, name: &str) -> Option<crate::model::Name> {
        self.known.names.get(name.strip_suffix(":value").unwrap_or(name)).cloned()
    }

    fn call(&mut self, id: &str, object: &Object) -> Result<StepKind, ImportError> {
        let playbook = object.playbook_id.as_deref().and_then(|id| id.parse().ok());
        let playbook = playbook.ok_or_else(|| ImportError::Property {
            path: place("workflow", id),
            problem: "a call names the playbook: playbook--UUID",
        })?;
        let pass = |names: &[String]| -> Vec<Pass> {
            let all = names.iter().filter_map(|name| self.record(name));
            all.map(|name| Pass { theirs: name.clone(), ours: name }).collect()
        };
        let version = object.playbook_version.as_deref().and_then(|version| version.parse().ok());
        Ok(StepKind::Runbook(SubRunbook {
            playbook,
            version,
            pass: pass(&object.in_args),
            returns: pass(&object.out_args),
        }))
    }

    fn branch(&mut self, from: &'a str, place: &Place<'a>, heading: &str) -> Result<Branch, ImportError> {
        let name = if place.named {
            Some(BranchName { slug: self.slugs.slug(heading, "branch")?, title: title(heading, "Branch")? })
        } else {
            None
        };
        let steps = self.flow(from, &place.stops, place.depth, !place.named)?;
        Ok(Branch { name, text: Text::default(), steps })
    }

    fn parallel(&mut self, id: &str, object: &'a Object, place: &Place<'a>) -> Result<StepKind, ImportError> {
        let mut unique = Unique::default();
        let mut lanes = Vec::new();
        for (index, entry) in object.next_steps.iter().enumerate() {
            let first = self.playbook.workflow.get(entry).and_then(|step| step.name.as_deref());
            let words = first.map_or_else(|| format!("lane {}", index + 1), str::to_owned);
            let name = unique.slug(&words, "lane")?;
            lanes.push(Lane { branch: self.branch(entry, place, &format!("Lane: {words}"))?, name });
        }
        let lanes = List::try_from(lanes).map_err(|_| ImportError::Property {
            path: format!("{}/next_steps", self::place("workflow", id)),
            problem: "a parallel has from 2 to 12 lanes",
        })?;
        Ok(StepKind::Parallel(Parallel { lanes, join: Join::All }))
    }

    fn decision_of_if(
        &mut self,
        id: &str,
        object: &'a Object,
        place: &Place<'a>,
        body: &mut Vec<String>,
    ) -> Result<StepKind, ImportError> {
        self.change(id, Changed::Asked);
        if let Some(condition) = &object.condition {
            body.push(format!("Is it so?\n\n{}", block(condition).as_str()));
        }
        let mut side = |entry: &'a Option<String>, heading: &str| {
            let entry = entry.as_deref().filter(|to| !is_end(self.playbook, to) && !place.stops.contains(to));
            entry.map(|to| self.branch(to, place, heading)).transpose()
        };
        let yes = side(&object.on_true, "It is so")?;
        let no = side(&object.on_false, "It is not so")?;
        yes_or_no(yes, no)
    }

    fn decision_of_switch(&mut self, id: &str, object: &'a Object, place: &Place<'a>) -> Result<StepKind, ImportError> {
        self.change(id, Changed::Asked);
        let mut unique = Unique::default();
        let mut answers: Vec<(Slug, Line)> = Vec::new();
        let mut branches: Vec<(&str, Vec<Slug>)> = Vec::new();
        for (case, entry) in &object.cases {
            let slug = unique.slug(case, "answer")?;
            if slug.as_str() != case {
                self.change(id, Changed::Renamed(slug.to_string()));
            }
            let words = if case == "default" { "Anything else" } else { case };
            answers.extend(line(words).map(|words| (slug.clone(), words)));
            match branches.iter_mut().find(|(to, _)| to == entry) {
                Some((_, slugs)) => slugs.push(slug),
                None => branches.push((entry, vec![slug])),
            }
        }
        if answers.len() == 1 {
            answers
                .extend(line("Anything else").zip(unique.slug("other", "other").ok()).map(|(line, slug)| (slug, line)));
        }
        let mut whens = Vec::new();
        for (entry, slugs) in branches {
            if is_end(self.playbook, entry) || place.stops.contains(entry) {
                continue;
            }
            let heading = slugs.iter().map(Slug::as_str).collect::<Vec<_>>().join(" or ");
            let branch = self.branch(entry, place, &format!("When {heading}"))?;
            whens.extend(List::try_from(slugs).ok().map(|answers| When { answers, branch }));
        }
        let answers = Answers::try_from(answers).map_err(|_| ImportError::Property {
            path: format!("{}/cases", self::place("workflow", id)),
            problem: "a switch has from 1 to 20 cases",
        })?;
        Ok(StepKind::Decision(Decision { record: None, answers, branches: whens }))
    }

    /// A while becomes a repeat that a person ends: conditions by others are shown, and asked after each pass.
    fn repeat(
        &mut self,
        id: &str,
        object: &'a Object,
        place: &Place<'a>,
        body: &mut Vec<String>,
    ) -> Result<StepKind, ImportError> {
        self.change(id, Changed::Asked);
        self.change(id, Changed::Bounded);
        let condition = object.condition.as_deref().unwrap_or_default();
        body.push(format!(
            "It is repeated while this is so, and not begun where it is not:\n\n{}",
            block(condition).as_str()
        ));
        let words = object.name.as_deref().unwrap_or("repeat");
        let record = self
            .names
            .name(&format!("{} over", super::words::joined(words, ' ').chars().take(40).collect::<String>()))?;
        let answers = answers(&[("yes", "It is over"), ("no", "Once more")])?;
        let label = line(&format!("{words}: is it over?")).or_else(|| line("Is it over?"));
        let missing = || ImportError::Property { path: self::place("workflow", id), problem: "no name" };
        let variable = Variable {
            name: record.clone(),
            label: label.ok_or_else(missing)?,
            kind: VariableType::Choice(answers.clone()),
            origin: Origin::Record(None),
        };
        self.known.variables.push(variable);
        let entry = object.on_true.as_deref().ok_or_else(missing)?;
        let mut each = self.branch(entry, place, "Each time")?;
        let asked = StepKind::Decision(Decision { record: Some(record.clone()), answers, branches: Vec::new() });
        let ask = self.made(&format!("Is it over: {words}"), "Is it over?", asked, block(condition), object)?;
        each.steps.push(ask);
        let until = format!("{record} = yes").parse().map_err(|_| missing())?;
        Ok(StepKind::Repeat(Repeat {
            until,
            every: None,
            max: limits::PASSES,
            on_limit: List::try_from(Vec::new()).map_err(|_| missing())?,
            each,
        }))
    }

    /// What is done when nothing else handles a failure: a phase of its own, in which a person says whether there was one.
    pub(crate) fn exception(&mut self, from: Option<&'a str>) -> Result<Option<Phase>, ImportError> {
        let entry =
            from.filter(|id| !is_end(self.playbook, id)).and_then(|id| self.playbook.workflow.get_key_value(id));
        let Some((entry, _)) = entry else { return Ok(None) };
        let place = Place { stops: BTreeSet::new(), depth: 1, named: false };
        let branch = self.branch(entry, &place, "It failed")?;
        let kind = yes_or_no(Some(branch), None)?;
        let name = "Has a step failed that nothing else handles?";
        let steps = vec![self.made(name, name, kind, Text::default(), &Object::default())?];
        self.changes.push(Change { path: "/workflow_exception".to_owned(), what: Changed::Asked });
        Ok(Some(Phase { title: title("When something fails", "Failure")?, text: Text::default(), steps }))
    }
}

/// Where branches of a step stand.
struct Place<'a> {
    /// Where the step and those around it go on.
    stops: BTreeSet<&'a str>,
    depth: usize,
    /// They need a heading of their own.
    named: bool,
}

fn answers(words: &[(&str, &str)]) -> Result<Answers, ImportError> {
    let pairs = words.iter().filter_map(|(name, words)| Some((name.parse().ok()?, line(words)?)));
    Answers::try_from(pairs.collect::<Vec<(Slug, Line)>>())
        .map_err(|_| ImportError::Property { path: String::new(), problem: "answers" })
}

fn yes_or_no(yes: Option<Branch>, no: Option<Branch>) -> Result<StepKind, ImportError> {
    let answers = answers(&[("yes", "Yes"), ("no", "No")])?;
    let when =
        |name: &str, branch: Option<Branch>| Some(When { answers: List::one(name.parse().ok()?), branch: branch? });
    let branches = [when("yes", yes), when("no", no)].into_iter().flatten().collect();
    Ok(StepKind::Decision(Decision { record: None, answers, branches }))
}
