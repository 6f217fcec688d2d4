// ltijs as its README shows it: one registered platform, one route that says hello. Its database is this file's
// dictionary, by the plugin interface that ltijs documents: MongoDB is not to be had everywhere, and ltijs-sequelize
// needs a compiled SQLite. That is faster than either. `node tool.cjs PORT ISSUER KEY-SET-URL CLIENT-ID`

const { Provider: lti } = require("ltijs");

const [port, issuer, keySetUrl, clientId] = process.argv.slice(2);

class MemoryDatabase {
  #rows = new Map();
  #indexes = { idtoken: "user", contexttoken: "contextId", nonce: "nonce", state: "state" };

  async setup() {}
  async Close() {}

  async Get(_key, collection, query) {
    const found = this.#matching(collection, query).map((row) => row.item);
    return found.length > 0 ? found : false;
  }

  async Insert(_key, collection, item, index) {
    this.#all(collection).set(this.#name(collection, { ...item, ...index }), { item, keys: { ...item, ...index } });
  }

  async Replace(key, collection, query, item, index) {
    await this.Delete(collection, query);
    await this.Insert(key, collection, item, index);
  }

  async Modify(_key, collection, query, change) {
    for (const row of this.#matching(collection, query)) Object.assign(row.item, change);
  }

  async Delete(collection, query) {
    for (const row of this.#matching(collection, query)) this.#all(collection).delete(this.#name(collection, row.keys));
  }

  #all(collection) {
    if (!this.#rows.has(collection)) this.#rows.set(collection, new Map());
    return this.#rows.get(collection);
  }

  #name(collection, keys) {
    const index = this.#indexes[collection];
    return index ? keys[index] : JSON.stringify(keys);
  }

  #matching(collection, query = {}) {
    const index = this.#indexes[collection];
    const rows = this.#all(collection);
    const some = index && index in query ? [rows.get(query[index])].filter(Boolean) : [...rows.values()];
    return some.filter((row) => Object.entries(query).every(([name, value]) => row.keys[name] === value));
  }
}

async function main() {
  lti.setup("a key that encrypts and signs", { plugin: new MemoryDatabase() }, {
    appRoute: "/lti/launch", loginRoute: "/lti/login", cookies: { secure: false, sameSite: "Lax" },
  });
  lti.onConnect((_token, _request, response) => response.send("hello"));
  await lti.deploy({ port: Number(port), silent: true });
  const platform = await lti.registerPlatform({
    url: issuer, name: "Bench LMS", clientId, authenticationEndpoint: `${issuer}/auth`,
    accesstokenEndpoint: `${issuer}/token`, authConfig: { method: "JWK_SET", key: keySetUrl },
  });
  await platform.platformActive(true);
  console.log("ready");
}

main();
