import {readFileSync} from 'node:fs';
import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';
import * as Frames from '../../quizaccess_invigil/amd/src/frames.js';
import {init} from '../../quizaccess_invigil/amd/src/shell.js';

const TOOL = 'https://invigil.example';
const TEMPLATE = readFileSync('../quizaccess_invigil/templates/shell.mustache', 'utf8');
const URLS = {
    quizurl: 'about:blank?quiz', heldurl: 'about:blank?held', widgeturl: 'about:blank?what=start', endurl: 'about:blank?end',
    claimurl: 'https://moodle.example/claim.php?cmid=7&number=1&sesskey=x',
    starturl: 'https://moodle.example/start.php', stateurl: 'https://moodle.example/state.php', viewurl: 'about:blank?view',
};
const RUNNING = {state: 'running', here: true, held: '', message: '', timeleft: 60, attemptid: 5, proctoredid: 9};

vi.mock('../../quizaccess_invigil/amd/src/frames.js', {spy: true});

let server;
let fetching;

/** Renders the template as far as this test needs it. */
const render = (begun, standing) => {
    const values = {origin: TOOL, standing: JSON.stringify(standing).replaceAll('"', '&quot;'), ...URLS};
    document.body.innerHTML = TEMPLATE.replace(/\{\{!.*?\n\}\}/gs, '')
        .replace(begun ? /\{\{\^begun\}\}.*?\{\{\/begun\}\}/gs : /\{\{#begun\}\}.*?\{\{\/begun\}\}/gs, '')
        .replace(/\{\{\{?(\w+)\}?\}\}/g, (all, name) => values[name] ?? '')
        .replace(/\{\{[#^/].*?\}\}/g, '');
    init('#invigil-shell');
};
const region = (name) => document.querySelector(`[data-region="${name}"]`);
const say = (subject, fields = {}, changes = {}) => {
    const event = new MessageEvent('message', {origin: TOOL, data: {subject: `invigil.${subject}`, version: 1, ...fields}, ...changes});
    Object.defineProperty(event, 'source', {value: region('widget').contentWindow});
    window.dispatchEvent(event);
};
const settle = () => vi.advanceTimersByTimeAsync(1);
const claims = () => fetching.mock.calls.filter(([url]) => url === URLS.claimurl).map(([, {body}]) => body.get('what'));
const asked = () => fetching.mock.calls.filter(([url]) => url !== URLS.claimurl);
const panelUrl = () => `${URLS.widgeturl}&invigil_shell=${shellId()}`;
const shellId = () => sessionStorage.getItem(sessionStorage.key(0));

beforeEach(() => {
    vi.useFakeTimers();
    sessionStorage.clear();
    vi.spyOn(Math, 'random').mockReturnValue(0);
    server = RUNNING;
    fetching = vi.fn(async(url) => new Response(JSON.stringify(url === URLS.starturl ? {ok: true} : server)));
    vi.stubGlobal('fetch', fetching);
    vi.stubGlobal('BroadcastChannel', undefined);
    vi.stubGlobal('M', {util: {get_string: (key, component, a) => key + (a ? `: ${a}` : '')}}); // eslint-disable-line camelcase
    Element.prototype.scrollIntoView = vi.fn();
});
afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
});

describe('check-in', () => {
    const ready = {...RUNNING, state: 'created', held: 'no_check_in', attemptid: null};
    beforeEach(async() => {
        server = ready;
        render(false, ready);
        await settle();
        server = RUNNING;
    });

    it('answers the panel that it can begin, and marks the step', async() => {
        const post = vi.spyOn(region('widget').contentWindow, 'postMessage').mockImplementation(() => null);
        say('ready');
        expect(post.mock.calls.map(([message]) => message.subject)).toEqual(['invigil.shell', ...Array(3).fill('invigil.signal')]);
        expect(post.mock.calls[0]).toEqual([{subject: 'invigil.shell', version: 1, begin: true}, TOOL]);
        say('state', {state: 'waiting'});
        expect(document.querySelector('[aria-current="step"]').dataset.step).toBe('waiting');
        await settle();
        expect(asked()).toEqual([]);
    });

    it('begins without leaving the page, once', async() => {
        say('begin', {url: URLS.starturl, jwt: 'a.b.c'});
        say('begin', {url: URLS.starturl, jwt: 'a.b.c'});
        await settle();
        expect(asked()).toHaveLength(1);
        expect(claims()).toEqual(['come', 'come']);
        expect([region('quiz').hidden, region('quiz').src, region('steps')]).toEqual([false, URLS.quizurl, null]);
        expect(region('chip').textContent).toBe('shell_state_running');
    });

    it('sends the message to no other address, and takes it from nobody else', async() => {
        say('begin', {url: 'https://evil.example/start.php', jwt: 'a.b.c'});
        say('begin', {url: URLS.starturl, jwt: 'a.b.c'}, {origin: 'https://evil.example'});
        say('begin', {url: URLS.starturl});
        await settle();
        expect(asked()).toEqual([]);
    });

    it('says why it did not work, and looks whether it did before it tries again', async() => {
        fetching.mockResolvedValueOnce(new Response('{"error_description":"It is used."}', {status: 403}));
        say('begin', {url: URLS.starturl, jwt: 'a.b.c'});
        await settle();
        expect(region('failed-text').textContent).toBe('shell_begin_refused: It is used.');
        region('again').click();
        await settle();
        expect(asked().at(-1)[0]).toBe(`${URLS.stateurl}&invigil_shell=${shellId()}`);
        expect(region('quiz').src).toBe(URLS.quizurl);
    });
});

describe('a panel that says nothing', () => {
    const ready = {...RUNNING, state: 'created', held: 'no_check_in', attemptid: null};
    beforeEach(async() => {
        vi.stubGlobal('Image', class {
            set src(value) {
                this.asked = value;
                setTimeout(() => this.onerror?.());
            }
        });
        server = ready;
        render(false, ready);
        // Of another site: nothing in it can be read.
        Object.defineProperty(region('widget'), 'contentDocument', {value: null});
        await vi.advanceTimersByTimeAsync(0);
        await vi.advanceTimersByTimeAsync(9999);
    });
    const replaced = () => vi.spyOn(Frames, 'replace').mockImplementation(() => null);

    it('is opened once, when somebody listens', () => {
        expect(region('widget').src).toBe(panelUrl());
        expect(region('away').hidden).toBe(true);
    });

    it('is told of in words, with a button, until it speaks', async() => {
        const replace = replaced();
        await vi.advanceTimersByTimeAsync(1);
        expect(region('away').hidden).toBe(false);
        expect(region('away').getAttribute('role')).toBe('alert');
        expect(region('widget').classList.contains('invigil-unseen')).toBe(true);
        region('away-again').focus();
        region('away-again').click();
        expect(replace).toHaveBeenCalledWith(region('widget'), panelUrl());
        say('ready');
        expect([region('away').hidden, region('announce').textContent]).toEqual([true, 'shell_away_back']);
        expect(region('widget').classList.contains('invigil-unseen')).toBe(false);
        expect(document.activeElement).toBe(region('widget'));
    });

    it('is taken for none once a plain page of the tool has spoken', async() => {
        say('page');
        await vi.advanceTimersByTimeAsync(60000);
        expect(region('away').hidden).toBe(true);
    });

    it('is told again that it can begin, when it comes back', async() => {
        replaced();
        const post = vi.spyOn(region('widget').contentWindow, 'postMessage').mockImplementation(() => null);
        say('ready');
        region('away-again').click();
        say('ready');
        expect(post.mock.calls.filter(([message]) => message.subject === 'invigil.shell')).toHaveLength(2);
    });
});

describe('the exam', () => {
    beforeEach(async() => {
        render(true, RUNNING);
        await settle();
    });

    it('asks Moodle nothing while all is well', async() => {
        say('ready');
        say('state', {state: 'running', require_fullscreen: false}); // eslint-disable-line camelcase
        await vi.advanceTimersByTimeAsync(3600 * 1000);
        expect([asked(), claims()]).toEqual([[], ['come']]);
    });

    it('covers the quiz at the panel\'s word, and uncovers it when Moodle agrees', async() => {
        const saving = {form: {}, savefailures: 1, save_changes: vi.fn()}; // eslint-disable-line camelcase
        region('quiz').contentWindow.M = {mod_quiz: {autosave: saving}}; // eslint-disable-line camelcase
        server = {...RUNNING, state: 'paused', held: 'paused', message: 'Of Moodle'};
        say('state', {state: 'paused', message: '<b>Light</b>'});
        expect([region('cover').hidden, region('quiz').inert]).toEqual([false, true]);
        expect(region('cover-words').textContent).toBe('<b>Light</b>');
        await settle();
        say('state', {state: 'running'});
        await settle();
        expect(region('cover').hidden).toBe(false);
        expect(saving.save_changes).not.toHaveBeenCalled();
        server = RUNNING;
        await vi.advanceTimersByTimeAsync(1500);
        // Moodle's note that nothing could be saved is not left standing.
        expect(saving.save_changes).toHaveBeenCalledTimes(1);
        expect([region('cover').hidden, region('quiz').inert]).toEqual([true, false]);
        expect(region('announce').textContent).toBe('shell_goeson');
    });

    it('asks for full screen, and reports going on without', () => {
        const post = vi.spyOn(region('widget').contentWindow, 'postMessage').mockImplementation(() => null);
        say('state', {state: 'running', require_fullscreen: true}); // eslint-disable-line camelcase
        expect(region('fullscreen').hidden).toBe(false);
        region('fullscreen-skip').click();
        expect(region('fullscreen').hidden).toBe(true);
        expect(post.mock.calls.at(-1)[0]).toMatchObject({signal: 'fullscreen_left', active: true});
    });

    it('tells the panel what it asks for, on every page of the quiz, until the exam is over', async() => {
        const post = vi.spyOn(region('widget').contentWindow, 'postMessage').mockImplementation(() => null);
        const paste = () => region('quiz').contentDocument.dispatchEvent(new Event('paste'));
        const told = () => post.mock.calls.filter(([message]) => message.subject === 'invigil.event');
        say('state', {state: 'running', watch: ['paste']});
        region('quiz').dispatchEvent(new Event('load'));
        paste();
        expect(told()).toEqual([[{subject: 'invigil.event', version: 1, event: 'paste', at: Date.now()}, TOOL]]);
        say('state', {state: 'paused', watch: []});
        paste();
        await settle();
        server = {...RUNNING, state: 'complete'};
        say('state', {state: 'submitted', watch: ['paste']});
        await settle();
        paste();
        expect(told()).toHaveLength(1);
    });

    it('unfolds the panel when it calls, and leaves the keyboard', () => {
        const before = document.activeElement;
        say('focus');
        expect(document.getElementById('invigil-shell').classList.contains('invigil-open')).toBe(true);
        expect(region('fold').getAttribute('aria-expanded')).toBe('true');
        expect(document.activeElement).toBe(before);
    });

    it('ends when Moodle says that it is handed in', async() => {
        server = {...RUNNING, state: 'complete'};
        say('state', {state: 'submitted'});
        await settle();
        expect(region('widget').src).toBe(`${URLS.endurl}&attempt=9`);
        expect(region('done').hidden).toBe(false);
        expect(region('quiz').src).toBe(URLS.viewurl);
        await vi.advanceTimersByTimeAsync(600000);
        expect(asked()).toHaveLength(1);
    });
});

describe('one window at a time', () => {
    const elsewhere = {...RUNNING, here: false, held: 'elsewhere'};
    const srcs = () => [region('quiz').getAttribute('src'), region('widget').getAttribute('src')];
    const covered = () => [region('cover').hidden, region('cover-title').textContent, region('cover-here').hidden];

    it('names itself to quiz and panel, keeps its name through a reload, and says when it is left', async() => {
        const beacon = vi.fn();
        vi.stubGlobal('navigator', {sendBeacon: beacon});
        render(true, RUNNING);
        await settle();
        expect(shellId()).toMatch(/^[0-9a-f]{32}$/);
        expect(srcs()).toEqual([URLS.quizurl, `about:blank?what=widget&invigil_shell=${shellId()}`]);
        const [, {body}] = fetching.mock.calls[0];
        expect([body.get('what'), body.get('invigil_shell')]).toEqual(['come', shellId()]);
        window.dispatchEvent(new Event('pagehide'));
        expect(beacon.mock.calls.map(([url, said]) => [url, said.get('what'), said.get('page')]))
            .toContainEqual([URLS.claimurl, 'go', body.get('page')]);
        const before = shellId();
        render(true, RUNNING);
        await vi.advanceTimersByTimeAsync(300);
        expect(shellId()).toBe(before);
        const again = fetching.mock.calls.at(-1)[1].body;
        expect([again.get('invigil_shell'), again.get('page') === body.get('page')]).toEqual([before, false]);
    });

    it('opens nothing while it is in another window, and asks for a press once that is known to be there', async() => {
        server = elsewhere;
        render(true, elsewhere);
        await settle();
        expect(srcs()).toEqual(['about:blank', null]);
        expect(covered()).toEqual([false, 'shell_elsewhere_title', true]);
        expect([region('cover-message').hidden, region('chip').textContent]).toEqual([true, 'shell_state_elsewhere']);
        await vi.advanceTimersByTimeAsync(10000);
        expect(covered()[2]).toBe(false);
        expect(claims()).not.toContain('press');
        server = RUNNING;
        region('here').click();
        await settle();
        expect(claims().at(-1)).toBe('press');
        expect([srcs()[0], region('cover').hidden]).toEqual([URLS.quizurl, true]);
        const calls = claims().length;
        await vi.advanceTimersByTimeAsync(60000);
        expect(claims()).toHaveLength(calls);
    });

    it('goes on by itself when the other window is gone', async() => {
        server = elsewhere;
        render(true, elsewhere);
        await vi.advanceTimersByTimeAsync(4000);
        server = RUNNING;
        await vi.advanceTimersByTimeAsync(1600);
        expect([srcs()[0], region('cover').hidden]).toEqual([URLS.quizurl, true]);
        expect(claims()).not.toContain('press');
    });

    it('closes when the panel hears that it goes on elsewhere, in nobody\'s name', async() => {
        render(true, RUNNING);
        await settle();
        server = elsewhere;
        say('state', {state: 'paused', elsewhere: true, message: 'The exam is open in another window.'});
        expect([covered()[1], region('cover-message').hidden]).toEqual(['shell_elsewhere_title', true]);
        await settle();
        expect(srcs()).toEqual(['about:blank', null]);
        expect(covered()).toEqual([false, 'shell_elsewhere_title', true]);
    });

    it('leaves it to the panel where only that says so', async() => {
        render(true, RUNNING);
        await settle();
        say('state', {state: 'paused', elsewhere: true});
        await vi.advanceTimersByTimeAsync(20000);
        expect([region('cover-text').textContent, region('cover-here').hidden]).toEqual(['shell_elsewhere_panel', true]);
        expect(srcs()[1]).toContain('what=widget');
        say('state', {state: 'running', elsewhere: false});
        expect(region('cover').hidden).toBe(true);
    });

    it('keeps what it has while Moodle cannot say', async() => {
        fetching.mockRejectedValue(new TypeError('offline'));
        render(true, RUNNING);
        await settle();
        expect(srcs()[0]).toBe(URLS.quizurl);
        render(true, elsewhere);
        await vi.advanceTimersByTimeAsync(300);
        expect(srcs()[0]).toBe('about:blank');
    });
});
