/* What a text for mongosh does is told from what it calls, wherever it calls it. */
#include "classify_cases.h"

static const struct text_case reads[] = {
	{ "", "R" },
	{ "// nothing", "R" },
	{ "db", "R" },
	{ "show dbs", "R" },
	{ "use shop\nshow collections\ndb.orders.find()", "R" },
	{ "db.orders.find()", "R" },
	{ "db.orders.find({ state: 'open' }).sort({ ts: -1 }).limit(10).pretty()", "R" },
	{ "db.getSiblingDB(\"shop\").orders.countDocuments({ processed: false })", "R" },
	{ "db.getCollection('a.b').findOne({ _id: ObjectId('5') })", "R" },
	{ "db['orders'].find()", "R" },
	{ "db[\"orders\"][\"find\"]()", "R" },
	{ "db.collection.find({...}).explain(\"executionStats\")", "R" },
	{ "db.<collection>.find({ sku: <sku> })", "R" },
	{ "db.currentOp({ \"secs_running\": { $gte: 30 } })", "R" },
	{ "db.currentOp(true).inprog.forEach(function (op) { if (op.secs_running "
	  "> 5) "
	  "printjson(op) })",
	  "R" },
	{ "db.serverStatus().connections", "R" },
	{ "db.serverStatus().opcounters.insert", "R" },
	{ "printjson(db.serverStatus().opcounters.delete)", "R" },
	{ "db.adminCommand('ping')", "R" },
	{ "db.adminCommand({ ping: 1 })", "R" },
	{ "db.runCommand({ collStats: 'orders', scale: 1024 })", "R" },
	{ "db.adminCommand({ replSetGetStatus: 1 }).members", "R" },
	{ "db.adminCommand({ getParameter: '*' })", "R" },
	{ "db.runCommand({ profile: -1 })", "R" },
	{ "db.runCommand({ aggregate: 'a', pipeline: [{ $match: {} }], cursor: "
	  "{} })",
	  "R" },
	{ "db.runCommand({ explain: { delete: 'a', deletes: [] } })", "R" },
	{ "db.stats(1024 * 1024)", "R" },
	{ "db.orders.stats().wiredTiger.cache", "R" },
	{ "db.orders.getIndexes()", "R" },
	{ "db.orders.aggregate([{ $match: { a: 1 } }, { $group: { _id: '$b', n: "
	  "{ $sum: "
	  "1 } } }, { $sort: { n: -1 } }])",
	  "R" },
	{ "db.orders.aggregate({ $match: { a: 1 } }, { $count: 'n' })", "R" },
	{ "const p = [{ $match: { a: 1 } }]; db.orders.aggregate(p).toArray()", "R" },
	{ "db.aggregate([{ $currentOp: { allUsers: true } }])", "R" },
	{ "db.orders.aggregate([{ $indexStats: {} }])", "R" },
	{ "rs.status()", "R" },
	{ "rs.status().members.forEach(m => print(`${m.name} ${m.stateStr}`))", "R" },
	{ "rs.conf(); rs.printSecondaryReplicationInfo(); sh.status()", "R" },
	{ "db.getReplicationInfo().timeDiff", "R" },
	{ "db.getProfilingStatus()", "R" },
	{ "db.system.profile.find().sort({ts:-1}).limit(10)", "R" },
	{ "db.getCollectionNames().forEach(function (c) { print(c, "
	  "db[c].stats().size) })",
	  "R" },
	{ "db.getCollectionNames().forEach(c => print(c + ': ' + "
	  "db.getCollection(c).countDocuments()))",
	  "R" },
	{ "db.adminCommand({ listDatabases: 1 }).databases.forEach(d => "
	  "print(d.name, d.sizeOnDisk))",
	  "R" },
	{ "var cur = db.orders.find();\nwhile (cur.hasNext()) { "
	  "printjson(cur.next()); "
	  "}",
	  "R" },
	{ "const counts = {};\ndb.orders.find().forEach(o => { counts[o.state] = "
	  "(counts[o.state] || 0) + 1 });\nprintjson(counts)",
	  "R" },
	{ "for (let i = 0; i < 3; i++) { print(db.serverStatus().mem.resident); "
	  "sleep(1000) }",
	  "R" },
	{ "function lag(m) { return Math.round((Date.now() - m.optimeDate) / "
	  "1000) }\n"
	  "rs.status().members.map(lag)",
	  "R" },
	{ "db.orders.find({ at: { $gte: new Date(Date.now() - 3600 * 1000) } })", "R" },
	{ "db.orders.find({ at: { $gte: ISODate('2024-01-01') } }).count()", "R" },
	{ "db.orders.explain('executionStats').find({ a: 1 })", "R" },
	{ "db.orders.explain().remove({})", "R" },
	{ "db.orders.explain().update({}, { $set: { a: 1 } })", "R" },
	{ "db.orders.validate()", "R" },
	{ "db.orders.validate({ full: true })", "R" },
	{ "db.orders.distinct('state')", "R" },
	{ "db.orders.mapReduce(function () { emit(this.a, 1) }, function (k, v) "
	  "{ return "
	  "Array.sum(v) }, { out: { inline: 1 } })",
	  "D" /* Array.sum is not known */ },
	{ "db.getMongo().setReadPref('secondary'); db.orders.find()", "R" },
	{ "db = db.getSiblingDB('admin'); db.serverStatus()", "R" },
	{ "db.drop.find()", "R" },
	{ "const { members, set } = rs.status(); print(set)", "R" },
	{ "try { db.orders.findOne() } catch (e) { print(e.message) } finally { "
	  "quit() }",
	  "R" },
	{ "await db.orders.find().toArray()", "R" },
	{ "(function () { print(db.version()) })()", "R" },
	{ "JSON.stringify(db.orders.findOne(), null, 2)", "R" },
	{ "db.orders.find().map(d => d.items[0].sku)", "R" },
	{ "const seen = new Set(); db.orders.find().forEach(o => "
	  "seen.add(o.sku)); "
	  "seen.delete('x'); print(seen.size)",
	  "R" },
	{ "DBQuery.shellBatchSize = 100", "R" },
	{ "db.orders.find({ $where: function () { return this.a > this.b } })", "R" },
	{ "db.setSecondaryOk(); exit", "R" },
	{ "test> db.stats()", "R" },
	{ "rs0:PRIMARY> rs.status()", "R" },
	{ "db.orders.find() // .drop()", "R" },
	{ "db.orders.find({ note: 'db.dropDatabase()' })", "R" },
};

static void what_only_asks_reads(void)
{
	check_classes(reads, COUNT_OF(reads), classify_mongosh);
}

static const struct text_case reversible[] = {
	{ "db.killOp(<opid>)", "r" },
	{ "db.currentOp().inprog.forEach(op => db.killOp(op.opid))", "r" },
	{ "db.setProfilingLevel(1, { slowms: 100 })", "r" },
	{ "db.collection.createIndex({ field: 1 })", "r" },
	{ "db.orders.createIndex({ a: 1 }, { background: true })", "r" },
	{ "rs.stepDown(60)", "r" },
	{ "rs.freeze(120)", "r" },
	{ "sh.stopBalancer()", "r" },
	{ "db.adminCommand({ setParameter: 1, logLevel: 1 })", "r" },
	{ "db.runCommand({ profile: 1, slowms: 50 })", "r" },
	{ "db.fsyncLock()", "r" },
	{ "db.createCollection('x')", "r" },
	{ "db.orders.renameCollection('old_orders')", "r" },
	{ "db.orders.getPlanCache().clear()", "r" },
	{ "db.adminCommand({ replSetStepDown: 60 })", "r" },
	{ "db.adminCommand({ logRotate: 1 })", "r" },
	{ "use admin\ndb.setLogLevel(1)", "r" },
};

static void what_can_be_undone_is_reversible(void)
{
	check_classes(reversible, COUNT_OF(reversible), classify_mongosh);
}

static const struct text_case repairs[] = {
	{ "db.a.updateOne({ sku: 'x' }, { $set: { n: 1 } })", "d" },
	{ "db.a.updateOne({}, { $set: { n: 1 } })", "d" },
	{ "db.a.updateMany({ n: null }, { $set: { n: 1 } })", "d" },
	{ "db.a.deleteOne({ _id: 1 })", "d" },
	{ "db.a.deleteMany({ at: { $lt: ISODate('2020-01-01') } })", "d" },
	{ "db.a.remove({ _id: 1 })", "d" },
	{ "db.a.insertOne({ a: 1 })", "d" },
	{ "db.a.save(x)", "d" },
	{ "db.a.findAndModify({ query: { a: 1 }, update: { $inc: { n: 1 } } })", "d" },
	{ "db.a.bulkWrite([{ deleteOne: { filter: { _id: 1 } } }])", "d" },
	{ "db.a.find().forEach(d => { db.a.updateOne({ _id: d._id }, { $set: { "
	  "b: 1 } }) "
	  "})",
	  "d" },
	{ "db.a.aggregate([{ $group: { _id: '$sku', docs: { $push: '$$ROOT' } } "
	  "}]).forEach(doc "
	  "=> { const keep = doc.docs.sort((a, b) => b.at - a.at)[0]; "
	  "doc.docs.forEach(d => { if (d._id != keep._id) { db.a.deleteOne({ "
	  "_id: d._id "
	  "}) } }) })",
	  "d" },
	{ "const ledger = db.l.aggregate([{ $match: { sku: 'x' } }])\n"
	  "db.s.updateOne({ sku: 'x' }, { $set: { q: ledger.total } })",
	  "d" },
	{ "db.a.aggregate([{ $match: {} }, { $merge: { into: 'b' } }])", "d" },
	{ "function fix(id) { db.a.replaceOne({ _id: id }, {}) }", "d" },
	{ "db['a']['updateOne']({ a: 1 }, { $set: { b: 1 } })", "d" },
	{ "db.a?.deleteOne({ _id: 1 })", "d" },
	{ "db.runCommand({ update: 'a', updates: [{ q: { a: 1 }, u: {} }] })", "d" },
	{ "const b = db.a.initializeOrderedBulkOp(); b.find({ a: 1 }).remove(); "
	  "b.execute()",
	  "d" },
	{ "[1, 2].forEach(db.a.insertOne)", "D" /* also called by what is not seen */ },
};

static void documents_that_change_are_data_repair(void)
{
	check_classes(repairs, COUNT_OF(repairs), classify_mongosh);
}

static const struct text_case destructive[] = {
	{ "db.dropDatabase()", "D" },
	{ "db.a.drop()", "D" },
	{ "db['a']['drop']()", "D" },
	{ "db[\"drop\"]()", "D" },
	{ "db[x]()", "D" },
	{ "db.a['dr' + 'op']()", "D" },
	{ "db.a[`drop`]()", "D" },
	{ "db.a['\\x64rop']()", "D" },
	{ "db.a.dr\\u006fp()", "D" },
	{ "const f = db.a.drop; f()", "D" },
	{ "const f = db.a.drop", "D" },
	{ "const f = db.a['dr' + 'op']; [1].forEach(f)", "D" },
	{ "const { drop } = db.a; drop()", "D" },
	{ "const { drop: find } = db.a", "D" },
	{ "const k = 'drop', { [k]: f } = db.a", "D" },
	{ "const o = { find: db.a['dr' + 'op'] }; o.find()", "D" },
	{ "db.a.find = db.a.drop; db.a.find()", "D" },
	{ "db.a.drop.call(db.a)", "D" },
	{ "db.a.drop.bind(db.a)()", "D" },
	{ "(0, db.a.drop)()", "D" },
	{ "[db.a].forEach(c => c.drop())", "D" },
	{ "[1].forEach(db.a.somethingNew)", "D" },
	{ "const c = db.a; c.dropIndexes()", "D" },
	{ "db.a.find().forEach(() => db.b.drop())", "D" },
	{ "const unused = function () { db.dropDatabase() }", "D" },
	{ "`${db.dropDatabase()}`", "D" },
	{ "db.a.find({ a: db.dropDatabase() })", "D" },
	{ "print(db.a.drop())", "D" },
	{ "if (false) db.a.drop()", "D" },
	{ "x = y ? db.a.drop() : 1", "D" },
	{ "db.a.deleteMany({})", "D" },
	{ "db.a.deleteMany()", "D" },
	{ "const q = {}; db.a.deleteMany(q)", "D" },
	{ "db.a.remove({})", "D" },
	{ "db.a.updateMany({}, { $set: { a: 1 } })", "D" },
	{ "db.a.update({}, { $set: { a: 1 } }, { multi: true })", "D" },
	{ "db.a.update({}, { $set: { a: 1 } }, false, true)", "D" },
	{ "db.a.bulkWrite([{ deleteMany: { filter: {} } }])", "D" },
	{ "const b = db.a.initializeOrderedBulkOp(); b.find({}).delete()", "D" },
	{ "db.runCommand({ delete: 'a', deletes: [{ q: {}, limit: 0 }] })", "D" },
	{ "db.a.aggregate([{ $match: {} }, { $out: 'b' }])", "D" },
	{ "db.a.aggregate([{ '$out': 'b' }])", "D" },
	{ "db.a.aggregate([{ '$o\\u0075t': 'b' }])", "D" },
	{ "db.a.aggregate([{ ['$o' + 'ut']: 'b' }])", "D" },
	{ "const p = [{ $match: {} }]; p.push(JSON.parse('{\"$out\":\"b\"}')); "
	  "db.a.aggregate(p)",
	  "D" },
	{ "db.a.aggregate(p)", "D" },
	{ "db.a.aggregate([...stages])", "D" },
	{ "db.a.aggregate([{ $newStage: 1 }])", "D" },
	{ "db.runCommand({ aggregate: 'a', pipeline: [{ $out: 'b' }] })", "D" },
	{ "db.runCommand('dropDatabase')", "D" },
	{ "db.runCommand({ drop: 'a' })", "D" },
	{ "db.adminCommand({ shutdown: 1 })", "D" },
	{ "db.adminCommand({ ['drop' + 'Database']: 1 })", "D" },
	{ "db.adminCommand({ ...x, ping: 1 })", "D" },
	{ "db.adminCommand(x)", "D" },
	{ "db.adminCommand({ killAllSessions: [] })", "D" },
	{ "db.adminCommand({ renameCollection: 'a.b', to: 'a.c' })", "D" },
	{ "db.shutdownServer()", "D" },
	{ "rs.reconfig(cfg)", "D" },
	{ "cfg = rs.conf(); cfg.members[0].priority = 2; rs.reconfig(cfg)", "D" },
	{ "rs.remove('host:27017')", "D" },
	{ "sh.addShard('x')", "D" },
	{ "eval('db.dropDatabase()')", "D" },
	{ "const e = eval; e('x')", "D" },
	{ "['x'].forEach(eval)", "D" },
	{ "new Function('db.dropDatabase()')()", "D" },
	{ "load('x.js')", "D" },
	{ "require('child_process').execSync('rm -rf /')", "D" },
	{ "process.exit(1)", "D" },
	{ "''.constructor.constructor('db.dropDatabase()')()", "D" },
	{ "''['constructor']['constructor']('x')()", "D" },
	{ "const F = ''.constructor", "D" },
	{ "const f = db.a.dr\\u006fp", "D" },
	{ "db.a.validate({ repair: true })", "D" },
	{ "db.a.mapReduce(f, g, { out: 'b' })", "D" },
	{ "db.a.frobnicate()", "D" },
	{ "frobnicate()", "D" },
	{ "function f(cb) { cb() }", "D" },
	{ "f`x`", "D" },
	{ "import('x')", "D" },
	{ "class A { x = db.dropDatabase() }", "D" },
	{ "print = db.a.find; print()", "D" },
	{ "foo.bar = foo.baz; const f = foo[x]", "D" },
	{ "const o = { toString: x }; print('' + o)", "D" },
	{ "db.a.find(", "D" },
	{ "db.a.find() drop", "D" },
	{ "/*\n*/ db.a.drop() /*\n*/", "D" },
	{ "<!-- x\ndb.a.find()", "D" },
	{ "db.a.find();\ndb.a.drop()", "D" },
	{ "use shop\ndb.dropDatabase()", "D" },
	{ "db.a.convertToCapped(1)", "D" },
	{ "db.a.renameCollection('b', true)", "D" },
	{ "db.a.dropIndex('x')", "D" },
	{ "const Math = db.a; Math.round(1)", "D" },
	{ "<fn>(1)", "D" },
	{ "db.a.<method>()", "D" },
};

static void what_cannot_be_undone_is_destructive(void)
{
	check_classes(destructive, COUNT_OF(destructive), classify_mongosh);
}

static void what_never_ends_is_refused(void)
{
	scoped_arena arena = arena_new(64 << 20);
	struct classified got = { 0 };

	classify_mongosh(arena, STR("while (true) { print(db.stats()); sleep(1000) }"),
			 &got);
	CHECK(got.is_refused);
	CHECK(got.class == ACTION_READ);
	classify_mongosh(arena, STR("while (true) { if (rs.status().ok) break; }"), &got);
	CHECK(!got.is_refused);
	classify_mongosh(arena, STR("db.orders.watch()"), &got);
	CHECK(got.is_refused);
	classify_mongosh(arena, STR("db.a.find()\n\ndb.a.drop()"), &got);
	CHECK_INT(got.line, 3);
	CHECK_STR(got.reason, "drop removes what it is called for");
}

const struct test tests[] = {
	{ "what only asks reads", what_only_asks_reads },
	{ "what can be undone is reversible", what_can_be_undone_is_reversible },
	{ "documents that change are data-repair",
	  documents_that_change_are_data_repair },
	{ "what cannot be undone is destructive", what_cannot_be_undone_is_destructive },
	{ "what never ends is refused", what_never_ends_is_refused },
	{ 0 },
};
