// This file is part of Moodle - https://moodle.org/
//
// Moodle is free software: you can redistribute it and/or modify
// it under the terms of the GNU General Public License as published by
// the Free Software Foundation, either version 3 of the License, or
// (at your option) any later version.
//
// Moodle is distributed in the hope that it will be useful,
// but WITHOUT ANY WARRANTY; without even the implied warranty of
// MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
// GNU General Public License for more details.
//
// You should have received a copy of the GNU General Public License
// along with Moodle.  If not, see <https://www.gnu.org/licenses/>.

/**
 * The page around a proctored attempt: joins the quiz's frame, the proctoring panel and Moodle's word about the attempt.
 *
 * @module     quizaccess_invigil/shell
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

import * as Asking from './asking';
import * as Checkin from './checkin';
import * as Events from './events';
import * as Frames from './frames';
import * as Place from './place';
import * as Protocol from './protocol';
import * as Signals from './signals';
import * as Standing from './standing';
import * as View from './view';
import * as Watchdog from './watchdog';

/** Pages of the quiz that come when an attempt is over. */
const RESULT = /\/mod\/quiz\/(review|reviewquestion|view)\.php$/;

/** What a panel is taken to say before it speaks. */
const NOTHING_SAID = {state: '', message: '', elsewhere: false, fullscreen: false, watch: []};

/** One shell; there is one on a page. */
class Shell {
    /**
     * Joins everything.
     *
     * @param {HTMLElement} root
     */
    constructor(root) {
        this.root = root;
        this.urls = root.dataset;
        this.server = JSON.parse(root.dataset.standing);
        this.panelState = NOTHING_SAID;
        this.ended = false;
        this.shown = Standing.begun(this.server);
        this.place = Place.create(root.dataset.claimUrl, `invigil-shell-${root.dataset.claimUrl.replace(/&sesskey=.*/, '')}`);
        this.quiz = this.region('quiz');
        this.panel = this.region('widget');
        const load = () => Asking.load(`${root.dataset.stateUrl}&${Place.FIELD}=${this.place.id()}`);
        this.door = Protocol.open(this.panel, root.dataset.origin, {
            ready: () => this.panelReady(),
            state: (message) => this.panelSays(Protocol.stateOf(message)),
            focus: () => this.view.call(),
            begin: (message) => this.shown || this.checkin.begin(message),
        }, () => this.watchdog.heard());
        this.signals = Signals.create((signal) => this.door.send('signal', signal));
        this.events = Events.create(this.quiz, (event) => this.door.send('event', event));
        this.view = View.create({root, signals: this.signals, quiz: this.quiz, panel: this.panel, again: () => this.show()});
        this.checkin = Checkin.create({root, load, begun: () => this.showQuiz(), reopen: () => this.watchdog.again()});
        this.watchdog = Watchdog.create({
            frame: this.panel, origin: root.dataset.origin, open: () => this.reopenPanel(), show: (what) => this.view.away(what),
        });
        this.region('away-again').addEventListener('click', () => this.watchdog.again());
        this.asking = Asking.create({
            question: load, answer: (said) => this.moodleSays(said), why: () => this.waitsFor(),
        });
    }

    /** Listens and shows the first state. */
    start() {
        Signals.watch(this.signals);
        document.addEventListener('visibilitychange', () => !document.hidden && this.shown && this.asking.shown());
        this.quiz.addEventListener('load', () => this.quizLoaded());
        this.region('here').addEventListener('click', () => this.come(true));
        window.addEventListener('pageshow', (event) => event.persisted && this.come(false));
        if (this.server.here) {
            this.show();
        }
        this.come(false);
    }

    /**
     * An element of the page.
     *
     * @param {string} name
     * @return {HTMLElement|null}
     */
    region(name) {
        return this.root.querySelector(`[data-region="${name}"]`);
    }

    /** Shows where the attempt stands. */
    show() {
        this.view.show(this.server, this.panelState, this.shown);
    }

    // ---- which page is the attempt's ----

    /**
     * Asks Moodle for the attempt, and opens what may be opened here. If Moodle cannot say, what it said with this page holds;
     * its server refuses whatever should not be.
     *
     * @param {boolean} pressed whether the examinee has said that they go on here
     */
    async come(pressed) {
        const said = await this.place.come(pressed);
        if (!said && pressed) {
            this.view.announce(View.text('begin_failed'));
        }
        this.cameWith(said || this.server);
    }

    /**
     * Moodle has said whether the attempt is here.
     *
     * @param {Object} said
     */
    cameWith(said) {
        this.server = said;
        if (said.state === 'complete') {
            this.moodleSays(said);
        } else if (said.here) {
            this.open();
        } else {
            this.close();
        }
    }

    /** The attempt is here: the panel and, once begun, the quiz are loaded. */
    open() {
        this.place.rest();
        this.panelState = NOTHING_SAID;
        this.shown = Standing.begun(this.server);
        const url = this.shown ? this.urls.widgetUrl.replace(/([?&]what=)start\b/, '$1widget') : this.urls.widgetUrl;
        // Not before somebody listens: what the panel says first must not be missed.
        this.openPanel(`${url}&${Place.FIELD}=${this.place.id()}`);
        if (this.shown) {
            this.dismissSteps();
            this.quiz.src = this.server.held ? this.urls.heldUrl : this.urls.quizUrl;
        }
        this.show();
        this.asking.changed();
    }

    /** The attempt is in another window or browser: nothing of it stays open here. */
    close() {
        this.watchdog.stop();
        if (this.panel.getAttribute('src')) {
            this.panel.src = 'about:blank';
            this.panel.removeAttribute('src');
        }
        this.quiz.src = 'about:blank';
        this.door.reset();
        this.panelState = NOTHING_SAID;
        this.events.watch([]);
        this.show();
        this.place.wait((said) => said.here && this.cameWith(said));
    }

    // ---- the panel ----

    /**
     * Opens a page of the tool in the panel.
     *
     * @param {string} url launch.php
     */
    openPanel(url) {
        this.panelUrl = url;
        this.door.reset();
        this.panel.src = url;
        this.watchdog.watch();
    }

    /** Opens the same page again: it could not be reached, or has to begin anew. */
    reopenPanel() {
        this.door.reset();
        Frames.replace(this.panel, this.panelUrl);
    }

    /** The panel listens, for the first time or again. */
    panelReady() {
        if (this.ended) {
            return;
        }
        this.door.send('shell', {begin: true});
        this.signals.sendAll();
    }

    /**
     * The panel says where the attempt stands.
     *
     * @param {Object} state
     */
    panelSays(state) {
        const changed = state.state !== this.panelState.state || state.elsewhere !== this.panelState.elsewhere;
        this.panelState = state;
        this.events.watch(this.ended ? [] : state.watch);
        if (this.ended) {
            return;
        }
        this.show();
        if (changed) {
            this.checkin.mark(state.state);
            const over = ['submitted', 'abandoned', 'reviewed'].includes(state.state);
            if (over || state.elsewhere || Standing.disagree(this.server, state)) {
                this.asking.now();
            }
            this.asking.changed();
        }
    }

    // ---- beginning ----

    /** The check-in is passed: the quiz is opened, if the attempt is here. */
    async showQuiz() {
        this.shown = true;
        this.server = {...this.server, state: 'running', held: ''};
        const said = await this.place.come(false);
        this.dismissSteps();
        if (said && !said.here) {
            this.cameWith(said);
            return;
        }
        this.quiz.src = this.urls.quizUrl;
        this.quiz.focus();
        this.view.announce(View.text('begun'));
        this.show();
    }

    /** The quiz takes the place of what is to be done before it. */
    dismissSteps() {
        this.region('steps')?.remove();
        this.root.classList.remove('invigil-checkin');
        this.quiz.hidden = false;
    }

    // ---- Moodle ----

    /**
     * What Moodle is asked again for.
     *
     * @return {string}
     */
    waitsFor() {
        if (this.ended || this.server.here === false) {
            return '';
        }
        if (Standing.disagree(this.server, this.panelState)) {
            return 'confirm';
        }
        return this.shown && (this.server.held || Frames.isHeld(this.quiz)) ? 'held' : '';
    }

    /**
     * Moodle has said where the attempt stands.
     *
     * @param {Object} said
     */
    moodleSays(said) {
        const before = this.server;
        this.server = said;
        if (said.state === 'complete') {
            this.end();
            return;
        }
        if (before.here !== false && said.here === false) {
            this.close();
            return;
        }
        if (this.shown && !Standing.begun(said)) {
            // Readmitted after the end: the check-in comes again.
            window.location.reload();
            return;
        }
        if (!this.shown && Standing.begun(said)) {
            this.showQuiz();
            return;
        }
        if (before.state === 'paused' && said.state === 'running' && this.panelState.state === 'paused') {
            // Moodle lets it go on: what the panel said before is out of date.
            this.panelState = {...this.panelState, state: 'running'};
        }
        this.show();
        if (this.shown && !said.held && !this.view.stopped()) {
            Frames.startClock(this.quiz, said.timeleft);
            if (before.state === 'paused' || before.held) {
                Frames.saveNow(this.quiz);
            }
            Frames.goOn(this.quiz);
        }
    }

    /** A page of the quiz has come. */
    quizLoaded() {
        if (!this.shown) {
            return;
        }
        const path = Frames.path(this.quiz);
        Frames.dress(this.quiz);
        Frames.mark(this.quiz, this.urls.claimUrl.replace(/accessrule\/.*/, ''), Place.FIELD, this.place.id());
        this.events.attach();
        if (this.ended) {
            if (path && !RESULT.test(path)) {
                window.location.assign(this.quiz.contentWindow.location.href);
            }
            return;
        }
        if (this.view.stopped()) {
            Frames.stopClock(this.quiz);
        }
        if (RESULT.test(path) || Frames.isHeld(this.quiz) && !this.server.held) {
            this.asking.now();
        }
    }

    /** The attempt is handed in. */
    end() {
        this.ended = true;
        this.place.rest();
        this.events.watch([]);
        this.asking.stop();
        this.show();
        this.view.leaveFullscreen();
        this.openPanel(this.urls.endUrl + (this.server.proctoredid ? `&attempt=${this.server.proctoredid}` : ''));
        if (!RESULT.test(Frames.path(this.quiz))) {
            // Handed in without the page: the time was over, or in another window.
            this.quiz.src = this.urls.viewUrl;
        }
        this.view.done();
    }
}

/**
 * Starts the shell on this page.
 *
 * @param {string} selector of its root
 */
export const init = (selector) => new Shell(document.querySelector(selector)).start();
