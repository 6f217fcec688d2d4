import {afterEach, beforeEach, expect, it, vi} from 'vitest';
import {identify} from '../../quizaccess_invigil/amd/src/place.js';

/** Channels of one browser: each hears what the others say. */
class FakeChannel extends EventTarget {
    static all = [];
    constructor(name) {
        super();
        this.name = name;
        FakeChannel.all.push(this);
    }
    postMessage(data) {
        const others = FakeChannel.all.filter((other) => other !== this && other.name === this.name);
        others.forEach((other) => other.dispatchEvent(new MessageEvent('message', {data})));
    }
}

beforeEach(() => {
    vi.useFakeTimers();
    sessionStorage.clear();
    FakeChannel.all = [];
    vi.stubGlobal('BroadcastChannel', FakeChannel);
});
afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
});
const named = async(key = 'a') => {
    const naming = identify(key);
    await vi.advanceTimersByTimeAsync(250);
    return naming;
};

it('keeps its name through a reload, and gives another attempt another one', async() => {
    const first = await named();
    expect(first).toMatch(/^[0-9a-f]{32}$/);
    FakeChannel.all = []; // the page is gone
    expect(await named()).toBe(first);
    expect(await named('b')).not.toBe(first);
});

it('takes a new name in a tab that was copied', async() => {
    const first = await named();
    const copy = await named();
    expect(copy).not.toBe(first);
    expect(sessionStorage.getItem('a')).toBe(copy);
});

it('does without storage and without channels', async() => {
    vi.stubGlobal('BroadcastChannel', undefined);
    vi.spyOn(Storage.prototype, 'getItem').mockImplementation(() => {
        throw new DOMException('no', 'SecurityError');
    });
    expect(await named()).toMatch(/^[0-9a-f]{32}$/);
    vi.restoreAllMocks();
    sessionStorage.setItem('a', 'no id');
    expect(await named()).toMatch(/^[0-9a-f]{32}$/);
});
