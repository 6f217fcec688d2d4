import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';
import {create, isThere, LOOK_EVERY, SILENCE, UNDER_WAY} from '../../quizaccess_invigil/amd/src/watchdog.js';

const TOOL = 'https://invigil.example';
let frame;
let there;
let open;
let show;
let look;
let dog;

/** The frame of another site, which cannot be read, or a page of this one. */
const holds = (page) => Object.defineProperty(frame, 'contentDocument', {configurable: true, value: page});
const ours = (html) => {
    const page = new DOMParser().parseFromString(html, 'text/html');
    Object.defineProperty(page, 'URL', {value: 'https://moodle.example/launch.php'});
    Object.defineProperty(page, 'readyState', {value: 'complete'});
    return page;
};
const POST = '<form id="quizaccess_invigil_post"></form>';
const arrives = (page) => {
    holds(page);
    frame.dispatchEvent(new Event('load'));
};
const pass = (wait) => vi.advanceTimersByTimeAsync(wait);
const start = (options = {}) => {
    dog = create({frame, origin: TOOL, open, show, look, ...options});
    dog.watch();
};
const shown = () => show.mock.calls.map(([what]) => what);

beforeEach(() => {
    vi.useFakeTimers();
    vi.spyOn(Math, 'random').mockReturnValue(0);
    frame = document.createElement('iframe');
    there = false;
    open = vi.fn(() => arrives(null));
    show = vi.fn();
    look = vi.fn(async() => there);
});
afterEach(() => {
    dog?.stop();
    vi.useRealTimers();
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
});

describe('a panel', () => {
    it('that speaks is left alone', async() => {
        start();
        await pass(SILENCE - 1);
        dog.heard();
        await pass(3600000);
        expect([open, show, look].map((each) => each.mock.calls.length)).toEqual([0, 0, 0]);
    });

    it('that says nothing is told of after 10 s, and opened again after 5, 10, 20 and each 20 s', async() => {
        start();
        arrives(null);
        await pass(SILENCE - 1);
        expect(show).not.toHaveBeenCalled();
        await pass(1);
        expect(shown()).toEqual(['away']);
        for (const [wait, times] of [[4999, 0], [1, 1], [9999, 1], [1, 2], [19999, 2], [1, 3], [19999, 3], [1, 4]]) {
            await pass(wait);
            expect(open).toHaveBeenCalledTimes(times);
        }
        dog.heard();
        expect(shown()).toEqual(['away', '']);
        await pass(3600000);
        expect(open).toHaveBeenCalledTimes(4);
    });

    it('is opened as soon as the tool is back', async() => {
        start();
        arrives(null);
        await pass(SILENCE + 36000);
        const before = open.mock.calls.length;
        there = true;
        await pass(LOOK_EVERY);
        expect(open).toHaveBeenCalledTimes(before + 1);
        await pass(LOOK_EVERY * 2);
        expect(open).toHaveBeenCalledTimes(before + 1);
    });

    it('of a tool that is there keeps what it shows: it may be a word of an older tool', async() => {
        there = true;
        start();
        arrives(null);
        await pass(SILENCE);
        expect(shown()).toEqual(['away', 'silent']);
        await pass(5000);
        expect(open).toHaveBeenCalledTimes(1);
    });

    it('that is on its way is given time', async() => {
        start();
        arrives(ours(POST));
        await pass(UNDER_WAY - 1);
        expect([shown(), open.mock.calls.length]).toEqual([['away'], 0]);
        await pass(1);
        expect(open).toHaveBeenCalledTimes(1);
    });

    it('in whose place Moodle says why it opens nothing is left alone, at once or after a while', async() => {
        start();
        arrives(ours('<p>This quiz is closed.</p>'));
        await pass(3600000);
        expect([open.mock.calls.length, show.mock.calls.length]).toEqual([0, 0]);
        dog.watch();
        arrives(null);
        await pass(SILENCE);
        arrives(ours('<p>This quiz is closed.</p>'));
        expect(shown()).toEqual(['away', '']);
        await pass(3600000);
        expect(open).not.toHaveBeenCalled();
    });

    it('is opened at once when somebody wants it, and the waits go on from there', async() => {
        start();
        arrives(null);
        await pass(SILENCE + 4000);
        dog.again();
        expect(open).toHaveBeenCalledTimes(1);
        await pass(9999);
        expect(open).toHaveBeenCalledTimes(1);
        await pass(1);
        expect(open).toHaveBeenCalledTimes(2);
    });

    it('takes no late answer about an earlier page', async() => {
        let late;
        look.mockImplementationOnce(() => new Promise((resolve) => {
            late = resolve;
        }));
        start();
        await pass(SILENCE);
        dog.heard();
        late(false);
        await pass(3600000);
        expect([shown(), open.mock.calls.length]).toEqual([['away', ''], 0]);
    });
});

describe('a page that must not be opened twice', () => {
    beforeEach(() => start({repeatable: false}));

    it('is left alone where the tool is there', async() => {
        there = true;
        arrives(null);
        await pass(3600000);
        expect([open.mock.calls.length, show.mock.calls.length, look.mock.calls.length]).toEqual([0, 0, 1]);
    });

    it('is opened again once the tool, which was away, is back', async() => {
        arrives(null);
        await pass(SILENCE + 60000);
        expect([shown(), open.mock.calls.length]).toEqual([['away'], 0]);
        there = true;
        await pass(LOOK_EVERY * 2);
        expect([shown(), open.mock.calls.length]).toEqual([['away', ''], 1]);
        await pass(3600000);
        expect(open).toHaveBeenCalledTimes(1);
    });
});

describe('a look at the tool', () => {
    let picture;
    beforeEach(() => {
        vi.stubGlobal('Image', class {
            constructor() {
                picture = this;
            }
        });
    });

    it('asks for a picture of it', async() => {
        const came = isThere(TOOL);
        expect(picture.src).toMatch(/^https:\/\/invigil\.example\/static\/icon\.svg\?\d+$/);
        picture.onload();
        expect(await came).toBe(true);
    });

    it('finds nothing where there is none, or none in time', async() => {
        const none = isThere(TOOL);
        picture.onerror();
        expect(await none).toBe(false);
        const late = isThere(TOOL);
        await pass(LOOK_EVERY);
        expect(await late).toBe(false);
    });
});
