<?php
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
 * Spanish strings.
 *
 * Made by "make generate" in Invigil's repository: what begins with "rule_".
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

defined('MOODLE_INTERNAL') || die();

$string['about_allowed'] = 'Permitido: {$a}.';
$string['about_allowedlabel'] = 'Permitido en este cuestionario';
$string['about_allowednone'] = 'No se permite nada más que el propio cuestionario.';
$string['about_and'] = '{$a->first} y {$a->last}';
$string['about_browseronly'] = 'Este cuestionario está supervisado. Ábralo en un navegador web de un ordenador.';
$string['about_camera'] = 'la cámara';
$string['about_capture'] = 'Este cuestionario está supervisado: mientras lo realiza, una persona puede seguir {$a}. Solo se guardan los momentos en los que se observa algo.';
$string['about_checkinfirst'] = 'Primero hay que hacer la comprobación de entrada. Abra esta página en un navegador con JavaScript activado.';
$string['about_computer'] = 'Se comparte su pantalla, y eso no es posible con un teléfono ni con una tableta: haga este cuestionario en un ordenador.';
$string['about_console'] = 'Consola en directo';
$string['about_fullscreen'] = 'Se realiza a pantalla completa.';
$string['about_heading'] = 'Este cuestionario está supervisado';
$string['about_message'] = 'De su profesor';
$string['about_microphone'] = 'el micrófono';
$string['about_next'] = 'Qué ocurre ahora';
$string['about_nocapture'] = 'Este cuestionario está supervisado. No se usan la cámara, el micrófono ni la pantalla.';
$string['about_notconnected'] = 'Este cuestionario está supervisado, pero el servicio de supervisión aún no está conectado a este sitio. Avise a su profesor, que puede preguntar al administrador del sitio.';
$string['about_noted'] = 'Qué se anota: {$a}.';
$string['about_notednone'] = 'El programa no anota nada por sí solo.';
$string['about_people'] = 'El programa solo comunica lo que detecta. Las personas deciden qué significa.';
$string['about_report'] = 'Informe de supervisión';
$string['about_screen'] = 'la pantalla';
$string['about_step_checkin'] = 'Hace una breve comprobación de entrada, de un minuto aproximadamente: {$a} y las normas.';
$string['about_step_checkin_rules'] = 'Hace una breve comprobación de entrada, de un minuto aproximadamente: lee las normas.';
$string['about_step_quiz'] = 'El cuestionario se abre junto al panel de supervisión. El tiempo empieza a contar entonces.';
$string['about_step_waits'] = 'Un supervisor le da paso.';
$string['about_stopped'] = 'Su intento está detenido, y su reloj también. Cuando continúe, tendrá el mismo tiempo que cuando se detuvo.';
$string['about_stopped_close'] = 'Hasta entonces se aplaza la hora a la que el cuestionario se cierra para usted.';
$string['admission'] = 'Quién da paso a los examinados';
$string['admission_automatic'] = 'Nadie: empiezan directamente';
$string['admission_help'] = 'Tras la comprobación de entrada (dispositivos y normas), el examinado puede esperar a que un supervisor le dé paso o empezar enseguida. Si nadie supervisa en directo, elija que empiece directamente.';
$string['admission_proctor'] = 'Un supervisor';
$string['allowed'] = 'Material permitido, uno por línea';
$string['allowed_help'] = 'Lo que los examinados pueden usar, una cosa por línea: por ejemplo, «Calculadora» o «Una hoja de apuntes». Examinados y supervisores ven la lista. Como máximo, {$a->most} líneas de {$a->longest} caracteres.';
$string['camera'] = 'Cámara';
$string['camera_help'] = 'Si se capta la cámara durante el intento.';
$string['captured'] = 'Qué se capta';
$string['captured_help'] = 'Lo que se capta durante el intento va directamente del navegador del examinado a Invigil; Moodle no guarda nada de ello. Se avisa a los examinados antes de empezar y su navegador les pide permiso.

La pantalla solo se puede compartir desde un ordenador: con un teléfono o una tableta no se puede hacer un cuestionario así.

Si no se marca nada, solo se anota lo que dice el navegador: por ejemplo, que se dejó la pestaña o la ventana del examen.';
$string['connect'] = 'Conectar Invigil';
$string['connect_again'] = 'Conectar de nuevo';
$string['connect_again_desc'] = 'Solo hace falta si Invigil ha cambiado de dirección o se ha instalado de nuevo. Pida una dirección de registro nueva a quien lo administra. Los cuestionarios y actividades que usan Invigil irán entonces a la dirección nueva.';
$string['connect_again_open'] = 'Usar una dirección de registro nueva';
$string['connect_back'] = 'Volver a la conexión';
$string['connect_button'] = 'Conectar';
$string['connect_forgotten'] = 'Se cortó la conexión con {$a}, pero su herramienta sigue en Moodle. Puede retomarla; no hay que registrar nada de nuevo.';
$string['connect_frame'] = 'Página de registro de Invigil';
$string['connect_frame_desc'] = 'Invigil responde abajo. Cuando diga que el registro está hecho, cierre allí su página o vuelva aquí; la conexión ya queda activada en Moodle, no hay nada que activar. Si dice que este sitio ya está registrado, la conexión sigue como estaba.';
$string['connect_intro'] = 'Una sola dirección conecta este sitio con Invigil: para los cuestionarios supervisados y para las actividades, las calificaciones y la lista de participantes. La crea quien administra el servidor de Invigil con la orden «invigil invite»; sirve una vez.';
$string['connect_notaddress'] = 'Esta no es una dirección web en la que pueda estar Invigil. Empieza por https:// y la muestra «invigil invite».';
$string['connect_nothttps'] = 'La dirección debe empezar por https://, para que nadie pueda leer ni cambiar por el camino lo que se envía.';
$string['connect_resume'] = 'Retomar la conexión';
$string['connect_resumed'] = 'Se ha retomado la conexión.';
$string['connect_sent'] = 'Invigil responde en';
$string['connect_since'] = 'Conectado desde';
$string['connect_tool'] = 'Ajustes de la herramienta en Moodle';
$string['connect_url'] = 'Dirección de registro';
$string['connect_url_help'] = 'Por ejemplo https://invigil.example.org/lti/register?invitation=…';
$string['connectedto'] = 'Conectado a {$a}.';
$string['connection'] = 'Conexión';
$string['connection_open'] = 'Ver la conexión';
$string['disconnect'] = 'Desconectar';
$string['disconnect_attempts'] = 'Ahora hay {$a} intentos supervisados en curso.';
$string['disconnect_attempts_none'] = 'Ahora no hay ningún intento supervisado en curso.';
$string['disconnect_attempts_one'] = 'Ahora hay un intento supervisado en curso.';
$string['disconnect_consequences'] = 'Sin conexión nadie puede hacer la comprobación de entrada, así que no puede empezar ningún intento supervisado. Los intentos en curso siguen sin supervisión o esperan, según diga cada cuestionario para el caso de que no se pueda llegar a Invigil; las respuestas guardadas se conservan. Lo que Invigil ha registrado se queda allí.';
$string['disconnect_delete'] = 'Desconectar y eliminar la herramienta';
$string['disconnect_delete_desc'] = 'Las actividades creadas con Invigil en los cursos dejan de funcionar. Una conexión posterior empieza desde cero.';
$string['disconnect_deleted'] = 'Invigil está desconectado y su herramienta se ha eliminado.';
$string['disconnect_forget'] = 'Desconectar y conservar la herramienta';
$string['disconnect_forget_desc'] = 'Solo los cuestionarios pierden Invigil. Las actividades creadas con él en los cursos siguen funcionando y la conexión se puede retomar aquí.';
$string['disconnect_forgotten'] = 'Invigil está desconectado. Su herramienta sigue en Moodle.';
$string['disconnect_question'] = '¿Desconectar de {$a}?';
$string['enabled'] = 'Supervisar este cuestionario';
$string['enabled_help'] = 'Los examinados pasan una comprobación antes de empezar y siguen conectados a Invigil mientras trabajan. Los supervisores pueden pausar o terminar un intento; Moodle hace que se cumpla.';
$string['error_length'] = 'Por favor, acorte este texto a {$a->max} caracteres; tiene {$a->is}.';
$string['error_notconnected'] = 'Este sitio aún no está conectado a Invigil, así que no se puede supervisar un cuestionario. Por favor, hable con la administración del sitio.';
$string['error_number'] = 'Por favor, indique un número entero de {$a->least} a {$a->most}.';
$string['error_people'] = 'No se pudo preguntar a Invigil por una persona ({$a}).';
$string['error_resource'] = 'Por favor, acorte cada línea a {$a->max} caracteres; la más larga tiene {$a->is}.';
$string['error_resources'] = 'Por favor, indique como máximo {$a->max} materiales; hay {$a->is}.';
$string['error_securewindow'] = 'Un cuestionario supervisado se muestra en una página propia con Invigil al lado, y eso no es posible en una ventana emergente. Por favor, elija aquí «Ninguno» o desactive la supervisión.';
$string['error_wait'] = 'Por favor, indique un tiempo de 0 a {$a} segundos.';
$string['error_word'] = 'Por favor, elija una de las opciones.';
$string['event_attempt_flagged'] = 'Intento marcado';
$string['event_attempt_paused'] = 'Intento pausado por un supervisor';
$string['event_attempt_readmitted'] = 'Intento reabierto por un supervisor';
$string['event_attempt_resumed'] = 'Intento reanudado por un supervisor';
$string['event_attempt_terminated'] = 'Intento finalizado por un supervisor';
$string['event_check_in_passed'] = 'Comprobación de entrada superada';
$string['event_command_refused'] = 'Petición de la herramienta de supervisión rechazada';
$string['event_extra_time_given'] = 'Tiempo adicional concedido por un supervisor';
$string['event_outcome_received'] = 'Marca o veredicto recibido';
$string['event_tool_unreachable'] = 'Sin noticias de la herramienta de supervisión';
$string['eventlaunchrefused'] = 'Página de la herramienta de supervisión rechazada';
$string['flag'] = 'Marca';
$string['flag_no'] = 'Sin marcar';
$string['flag_yes'] = 'Marcado';
$string['fullscreen'] = 'Pedir pantalla completa';
$string['fullscreen_help'] = 'El cuestionario pide al examinado que pase a pantalla completa. Salir de ella se anota, salvo que lo desactive en «A medida»; no termina nada.';
$string['gradeheld'] = 'Una persona está revisando su resultado. Su profesor lo publicará.';
$string['gradeheld_staff'] = 'No se muestra al examinado hasta que el veredicto sea «Sin objeciones» o se quite la marca.';
$string['guard_app'] = 'Este cuestionario está supervisado y solo puede hacerse en un navegador web. Ábralo en el navegador de un ordenador.';
$string['guard_notsaved'] = 'Su examen no está en marcha en este momento. Lo que escriba permanece en esta página y se guarda cuando el examen continúe.';
$string['held_again'] = 'Probar ahora';
$string['held_bymyself'] = 'El cuestionario continúa aquí por sí solo.';
$string['held_kept'] = 'Las respuestas de esta página se conservan en esta ventana y se envían cuando el examen continúe.';
$string['held_no_check_in_text'] = 'El cuestionario se abre cuando haya hecho la comprobación de entrada en el panel de supervisión.';
$string['held_no_check_in_title'] = 'Primero, la comprobación de entrada';
$string['held_not_live_text'] = 'El panel tiene que estar abierto y verle antes de abrir la página siguiente. Mire el panel: le dirá si falta algo. Lo que ha respondido está a salvo.';
$string['held_not_live_title'] = 'Esperando al panel de supervisión';
$string['held_paused_text'] = 'Espere al supervisor. El tiempo de espera se le devuelve.';
$string['held_paused_title'] = 'Su intento está en pausa';
$string['held_sendnow'] = 'Enviar ahora';
$string['held_terminated_text'] = 'Lo que se había guardado se ha entregado. Su profesor decide cómo continuar.';
$string['held_terminated_title'] = 'Un supervisor ha finalizado su intento';
$string['held_tocheckin'] = 'Ir a la comprobación de entrada';
$string['held_tool_away_text'] = 'En este momento no se puede contactar con él. No tiene que hacer nada, y lo que ha respondido está a salvo. Si tarda más de unos minutos, avise a su profesor.';
$string['held_tool_away_title'] = 'Esperando al servicio de supervisión';
$string['holdgrade'] = 'Retener la calificación mientras el intento esté marcado';
$string['holdgrade_help'] = 'Si un intento ha sido marcado, su resultado puede esperar hasta que una persona lo revise. Vuelve a mostrarse en cuanto el veredicto es «Sin objeciones» o se quita la marca.

Mientras tanto no se muestran al examinado: la calificación en el libro de calificaciones, la revisión de ese intento, los puntos y la retroalimentación global en la página del cuestionario, ni lo mismo en la aplicación de Moodle. Los informes «Actividad reciente» e «Informe de actividad» del curso no se abren mientras tanto para el examinado.

No se ocultan: que existe una calificación; la finalización y las restricciones de acceso que dependen de ella; el total del curso, salvo que el libro de calificaciones oculte los totales que contienen elementos ocultos (lo hace por defecto). El profesorado lo ve todo.';
$string['incidents'] = 'Incidencias';
$string['incidentsnone'] = 'Ninguna';
$string['invigil:configure'] = 'Cambiar cómo se supervisa un cuestionario';
$string['invigil:proctor'] = 'Supervisar cuestionarios: ver la consola en directo y los informes';
$string['launch_foreign'] = 'Este intento no es suyo.';
$string['launch_noattempt'] = 'No existe ese intento supervisado.';
$string['launch_nocheckin'] = 'No ha empezado la comprobación de entrada de este cuestionario.';
$string['launch_notconnected'] = 'El servicio de supervisión no está conectado a este sitio.';
$string['launch_notexaminee'] = 'Usted no está entre quienes realizan este cuestionario.';
$string['launch_notover'] = 'Su intento aún no ha terminado.';
$string['launch_notproctor'] = 'Usted no está entre quienes supervisan este cuestionario.';
$string['launch_notproctored'] = 'Este cuestionario no está supervisado.';
$string['launch_othergroup'] = 'Este intento es de un grupo que usted no atiende.';
$string['launch_preview'] = 'Usted puede previsualizar este cuestionario, así que en él no se le supervisa.';
$string['launch_quizsaysno'] = 'El cuestionario no se puede realizar ahora: {$a}';
$string['launch_terminated'] = 'Un supervisor ha finalizado este intento. Hable con su profesor.';
$string['message'] = 'Mensaje para los examinados';
$string['message_help'] = 'Se muestra antes de la comprobación de entrada: dónde pedir ayuda, qué tener a mano. Texto sin formato, como máximo {$a->longest} caracteres.';
$string['microphone'] = 'Micrófono';
$string['microphone_help'] = 'Si se capta el sonido durante el intento.';
$string['notallowed'] = 'Puede ver estos ajustes. Para cambiarlos hace falta el permiso de configurar la supervisión.';
$string['notconnected'] = 'Este sitio aún no está conectado a Invigil.';
$string['notconnected_link'] = 'Configurar la conexión';
$string['ontoolfailure'] = 'Si no se puede contactar con Invigil';
$string['ontoolfailure_help'] = 'Qué ocurre con los intentos en curso cuando Moodle lleva dos minutos sin noticias de Invigil. Las respuestas se guardan en ambos casos.

* Continúan: los examinados siguen trabajando y la interrupción queda registrada.
* Esperan: no se abre ninguna página nueva hasta que Invigil vuelve.';
$string['ontoolfailure_hold'] = 'Los intentos esperan a que vuelva';
$string['ontoolfailure_run'] = 'Los intentos continúan';
$string['openingtool'] = 'Abriendo Invigil…';
$string['openreport'] = 'Abrir el informe de supervisión';
$string['pluginname'] = 'Supervisión con Invigil';
$string['preset'] = 'Grado de rigor';
$string['preset_custom'] = 'A medida: cada norma como usted elija';
$string['preset_help'] = 'Cuánto tiene que durar algo para que se anote. La máquina nunca decide nada: anota lo que ha medido y deciden las personas.

* Bajo: tres veces más de lo habitual. Que no se vea ninguna cara, por ejemplo, se anota a los {$a->low} segundos.
* Normal: que no se vea ninguna cara se anota a los {$a->standard} segundos.
* Alto: antes de lo habitual. Que no se vea ninguna cara se anota a los {$a->high} segundos. Se anota más, también más cosas sin importancia.
* A medida: elige para cada norma si se anota, después de cuánto tiempo y con qué gravedad.';
$string['preset_high'] = 'Alto: también momentos breves';
$string['preset_low'] = 'Bajo: solo lo que dura mucho';
$string['preset_standard'] = 'Normal';
$string['privacy:metadata:core_grades'] = 'Mientras un intento marcado retiene su calificación, esta se oculta en el libro de calificaciones.';
$string['privacy:metadata:invigil'] = 'Invigil, el servicio de supervisión al que está conectado este sitio. Recibe quién hace o supervisa un cuestionario supervisado, y el navegador del examinado le envía lo que se capta, directamente y sin pasar por Moodle.';
$string['privacy:metadata:invigil:attempt'] = 'El número del intento y un nombre aleatorio para él.';
$string['privacy:metadata:invigil:camera'] = 'La imagen de la cámara durante el intento, si el cuestionario lo indica. Va directamente del navegador a Invigil.';
$string['privacy:metadata:invigil:device'] = 'Lo que el navegador dice de sí mismo y de sus dispositivos, y su dirección de red.';
$string['privacy:metadata:invigil:email'] = 'La dirección de correo, si los ajustes de la herramienta en Moodle indican que se envía.';
$string['privacy:metadata:invigil:events'] = 'Que se dejó la pestaña, la ventana o la pantalla completa, y cuándo.';
$string['privacy:metadata:invigil:fullname'] = 'El nombre, si los ajustes de la herramienta en Moodle indican que se envía.';
$string['privacy:metadata:invigil:incidents'] = 'Lo que se midió durante el intento y anotaron las reglas del cuestionario, y lo que los supervisores decidieron al respecto.';
$string['privacy:metadata:invigil:language'] = 'El idioma en que la persona usa Moodle.';
$string['privacy:metadata:invigil:messages'] = 'Lo que el examinado y los supervisores se escribieron.';
$string['privacy:metadata:invigil:microphone'] = 'El sonido del micrófono durante el intento, si el cuestionario lo indica. Va directamente del navegador a Invigil.';
$string['privacy:metadata:invigil:quiz'] = 'El cuestionario y su curso, con sus nombres.';
$string['privacy:metadata:invigil:roles'] = 'Si la persona es examinada, supervisora, docente o administradora.';
$string['privacy:metadata:invigil:screen'] = 'La imagen de la pantalla durante el intento, si el cuestionario lo indica. Va directamente del navegador a Invigil.';
$string['privacy:metadata:invigil:userid'] = 'El número de la persona en Moodle.';
$string['privacy:metadata:mod_quiz'] = 'El tiempo que ha costado una pausa se devuelve mediante una excepción del cuestionario para el examinado.';
$string['privacy:metadata:quizaccess_invigil'] = 'Cómo se supervisa un cuestionario.';
$string['privacy:metadata:quizaccess_invigil:message'] = 'Lo que se dice a los examinados antes de la comprobación de entrada.';
$string['privacy:metadata:quizaccess_invigil:more'] = 'Otras decisiones sobre cómo se supervisa el cuestionario, como qué normas se han cambiado.';
$string['privacy:metadata:quizaccess_invigil:proctors'] = 'Las personas elegidas para supervisar el cuestionario.';
$string['privacy:metadata:quizaccess_invigil:timecreated'] = 'Cuándo se activó la supervisión por primera vez.';
$string['privacy:metadata:quizaccess_invigil:timemodified'] = 'Cuándo se cambiaron los ajustes por última vez.';
$string['privacy:metadata:quizaccess_invigil:usermodified'] = 'Quién cambió los ajustes por última vez.';
$string['privacy:metadata:quizaccess_invigil_attempts'] = 'Qué fue de cada intento supervisado. Las imágenes, el sonido y las incidencias mismas solo los guarda Invigil.';
$string['privacy:metadata:quizaccess_invigil_attempts:attemptid'] = 'El intento del cuestionario.';
$string['privacy:metadata:quizaccess_invigil_attempts:attemptnumber'] = 'El número del intento.';
$string['privacy:metadata:quizaccess_invigil_attempts:checkedinat'] = 'Cuándo se superó la comprobación de entrada.';
$string['privacy:metadata:quizaccess_invigil_attempts:creditseconds'] = 'Cuánto tiempo se devolvió o se añadió.';
$string['privacy:metadata:quizaccess_invigil_attempts:flagged'] = 'Si una persona o una regla ha marcado el intento para que se revise.';
$string['privacy:metadata:quizaccess_invigil_attempts:gradeheld'] = 'Si mientras tanto se oculta la calificación.';
$string['privacy:metadata:quizaccess_invigil_attempts:incidents'] = 'Cuántas incidencias ha anotado Invigil.';
$string['privacy:metadata:quizaccess_invigil_attempts:live'] = 'Si Invigil estaba conectado con el examinado en su último aviso.';
$string['privacy:metadata:quizaccess_invigil_attempts:liveat'] = 'Cuándo fue.';
$string['privacy:metadata:quizaccess_invigil_attempts:message'] = 'Las palabras del supervisor sobre una pausa o el final, para el examinado.';
$string['privacy:metadata:quizaccess_invigil_attempts:overrideid'] = 'La excepción del cuestionario con la que se dio tiempo.';
$string['privacy:metadata:quizaccess_invigil_attempts:sessiondata'] = 'Un nombre aleatorio del intento que solo conocen Moodle e Invigil.';
$string['privacy:metadata:quizaccess_invigil_attempts:severities'] = 'Cuántas de las incidencias son de cada gravedad.';
$string['privacy:metadata:quizaccess_invigil_attempts:state'] = 'Si el intento está en curso, en pausa, terminado o entregado.';
$string['privacy:metadata:quizaccess_invigil_attempts:stoppedat'] = 'Desde cuándo está en pausa o terminado.';
$string['privacy:metadata:quizaccess_invigil_attempts:timecreated'] = 'Cuándo empezó la comprobación de entrada.';
$string['privacy:metadata:quizaccess_invigil_attempts:timemodified'] = 'Cuándo se cambió la entrada por última vez.';
$string['privacy:metadata:quizaccess_invigil_attempts:userid'] = 'La persona examinada.';
$string['privacy:metadata:quizaccess_invigil_attempts:usermodified'] = 'La cuenta con la que se cambió la entrada por última vez.';
$string['privacy:metadata:quizaccess_invigil_attempts:verdict'] = 'La última palabra de una persona sobre el intento: sin objeciones, marcado o no válido.';
$string['privacy:metadata:quizaccess_invigil_attempts:verdictat'] = 'Cuándo se dio el veredicto.';
$string['privacy:metadata:quizaccess_invigil_attempts:verdictby'] = 'El nombre de quien dio el veredicto.';
$string['privacy:metadata:quizaccess_invigil_attempts:verdictnote'] = 'Lo que escribió sobre ello.';
$string['privacy:metadata:quizaccess_invigil_controls'] = 'Lo que los supervisores hicieron con un intento: pausarlo, reanudarlo, terminarlo, marcarlo, dar más tiempo.';
$string['privacy:metadata:quizaccess_invigil_controls:action'] = 'Lo que se hizo.';
$string['privacy:metadata:quizaccess_invigil_controls:answer'] = 'Lo que Moodle respondió a Invigil.';
$string['privacy:metadata:quizaccess_invigil_controls:extratime'] = 'Cuántos minutos se dieron.';
$string['privacy:metadata:quizaccess_invigil_controls:incidenttime'] = 'Cuándo se decidió.';
$string['privacy:metadata:quizaccess_invigil_controls:reasoncode'] = 'Una palabra breve para el motivo.';
$string['privacy:metadata:quizaccess_invigil_controls:reasonmsg'] = 'El motivo en palabras del supervisor.';
$string['privacy:metadata:quizaccess_invigil_controls:severity'] = 'Qué gravedad se le atribuyó.';
$string['privacy:metadata:quizaccess_invigil_controls:timecreated'] = 'Cuándo lo hizo Moodle.';
$string['privacy:metadata:quizaccess_invigil_launches'] = 'Inicios de sesión en Invigil que están en curso. Se guardan unos minutos.';
$string['privacy:metadata:quizaccess_invigil_launches:messagetype'] = 'Qué se abrió.';
$string['privacy:metadata:quizaccess_invigil_launches:quizid'] = 'El cuestionario.';
$string['privacy:metadata:quizaccess_invigil_launches:timecreated'] = 'Cuándo empezó el inicio de sesión.';
$string['privacy:metadata:quizaccess_invigil_launches:userid'] = 'Quién inicia sesión.';
$string['privacy:notasked'] = 'Ahora no se pudo preguntar a Invigil qué guarda sobre estos intentos. Por favor, vuelva a pedirlo más tarde o diríjase a quienes gestionan Invigil para usted.';
$string['proctoredwith'] = 'Supervisado con Invigil';
$string['proctoring'] = 'Supervisión';
$string['proctors'] = 'Quién supervisa';
$string['proctors_all'] = 'Todas las personas que pueden supervisar aquí';
$string['proctors_help'] = 'Las personas que ven la consola en directo de este cuestionario. Si no elige a nadie, la ven todas las que pueden supervisar en este curso.';
$string['refused_algorithm'] = 'El token debe estar firmado con RS256.';
$string['refused_assertiontype'] = 'client_assertion_type debe ser jwt-bearer.';
$string['refused_audience'] = 'El aud del token no es este sitio.';
$string['refused_authscope'] = 'scope debe ser openid.';
$string['refused_client'] = 'client_id no es el de la herramienta conectada.';
$string['refused_expired'] = 'El token ha caducado.';
$string['refused_future'] = 'La hora del token está en el futuro: los relojes difieren demasiado.';
$string['refused_granttype'] = 'grant_type debe ser client_credentials.';
$string['refused_hint'] = 'Esta página ya se abrió o esperó demasiado. Ábrala de nuevo desde el cuestionario.';
$string['refused_issuer'] = 'El iss del token no es el identificador de cliente de la herramienta conectada.';
$string['refused_json'] = 'El cuerpo debe ser un objeto JSON.';
$string['refused_loggedout'] = 'Aquí nadie ha iniciado sesión. Inicie sesión en Moodle y abra la página de nuevo desde el cuestionario.';
$string['refused_mediatype'] = 'Content-Type debe ser {$a}.';
$string['refused_method'] = 'La petición debe ser {$a}.';
$string['refused_nojti'] = 'El token no tiene ni nonce ni jti.';
$string['refused_nokeys'] = 'Ahora no se pueden leer las claves de la herramienta.';
$string['refused_nonce'] = 'Falta nonce o es demasiado largo.';
$string['refused_noscope'] = 'El token de acceso no tiene el ámbito control.all.';
$string['refused_notconnected'] = 'No hay ninguna herramienta conectada a este sitio.';
$string['refused_notimes'] = 'El token necesita exp e iat.';
$string['refused_notjwt'] = 'Esto no es un JWT firmado.';
$string['refused_otheruser'] = 'Ahora ha iniciado sesión otra persona distinta de aquella para la que se abrió esta página. Ábrala de nuevo desde el cuestionario.';
$string['refused_prompt'] = 'prompt debe ser none.';
$string['refused_redirect'] = 'redirect_uri no es una de las que la herramienta ha registrado.';
$string['refused_replayed'] = 'Este token ya se usó.';
$string['refused_responsemode'] = 'response_mode debe ser form_post.';
$string['refused_responsetype'] = 'response_type debe ser id_token.';
$string['refused_scope'] = 'Ninguno de estos ámbitos está concedido a esta herramienta.';
$string['refused_signature'] = 'La firma del token no corresponde a la clave de la herramienta.';
$string['refused_subject'] = 'El sub del token debe ser su iss.';
$string['refused_token'] = 'No hay token de acceso, o es desconocido o ha caducado.';
$string['refused_toolarge'] = 'El cuerpo es demasiado grande.';
$string['refused_toolong'] = 'El token puede valer como máximo {$a} minutos.';
$string['refused_unknownkey'] = 'La herramienta no publica ninguna clave con ese nombre.';
$string['registration_foreigntoken'] = 'El token de registro es desconocido o ha caducado. Empiece de nuevo en la página «Conectar Invigil» de Moodle.';
$string['registration_invalid'] = 'En el registro, {$a} falta o es incorrecto.';
$string['registration_noproctoring'] = 'La herramienta no acepta LtiStartProctoring: no es una herramienta de supervisión.';
$string['registration_notoken'] = 'Envíe el token de registro como bearer.';
$string['registration_otherorigin'] = 'Todas las direcciones de la herramienta deben estar en {$a}, donde el administrador abrió su página de registro.';
$string['registration_refused'] = 'Moodle no acepta el registro: {$a}';
$string['registration_tokenused'] = 'El token de registro ya se usó. Empiece de nuevo en la página «Conectar Invigil» de Moodle.';
$string['reportheld'] = 'Este informe muestra resultados, y una persona todavía está revisando uno de ellos. Volverá a abrirse cuando termine.';
$string['rule_camera_covered'] = 'Cámara tapada';
$string['rule_camera_covered_avoid'] = 'Mantenga el objetivo despejado.';
$string['rule_camera_lost'] = 'Se perdió la cámara';
$string['rule_camera_lost_avoid'] = 'Mantenga la cámara conectada y permitida.';
$string['rule_check_in_unproven'] = 'Comprobación inicial sin confirmar';
$string['rule_check_in_unproven_avoid'] = 'Mantenga encendido hasta la entrega lo que encendió en la comprobación.';
$string['rule_clipboard_used'] = 'Se usó el portapapeles';
$string['rule_clipboard_used_avoid'] = 'No copie, corte ni pegue en el examen; escriba sus respuestas.';
$string['rule_face_missing'] = 'No se ve ninguna cara';
$string['rule_face_missing_avoid'] = 'Siéntese de modo que su cara se vea entera en la imagen.';
$string['rule_fullscreen_left'] = 'Se salió de la pantalla completa';
$string['rule_fullscreen_left_avoid'] = 'Permanezca a pantalla completa hasta que entregue.';
$string['rule_multiple_people'] = 'Se ve a más de una persona';
$string['rule_multiple_people_avoid'] = 'Procure que la cámara solo le vea a usted; gire los carteles con caras.';
$string['rule_phone_visible'] = 'Quizá un teléfono a la vista';
$string['rule_phone_visible_avoid'] = 'Guarde el teléfono fuera de la imagen antes de que empiece el examen.';
$string['rule_pictures_unreadable'] = 'No se han podido examinar las imágenes';
$string['rule_pictures_unreadable_avoid'] = 'Vuelva a cargar la página; si esto continúa, pruebe con otra cámara o pida ayuda.';
$string['rule_screen_absent'] = 'No llega imagen de la pantalla';
$string['rule_screen_absent_avoid'] = 'Siga compartiendo toda la pantalla; si lo hace y esto continúa, compártala de nuevo o pida ayuda.';
$string['rule_screen_share_stopped'] = 'Se dejó de compartir la pantalla';
$string['rule_screen_share_stopped_avoid'] = 'Siga compartiendo la pantalla entera hasta que entregue.';
$string['rule_second_screen_visible'] = 'Otra pantalla a la vista';
$string['rule_second_screen_visible_avoid'] = 'Gire la cámara o aparte la otra pantalla para que no salga en la imagen.';
$string['rule_second_session'] = 'Examen abierto en un segundo lugar';
$string['rule_second_session_avoid'] = 'Mantenga el examen abierto en una sola ventana de un solo equipo.';
$string['rule_sensors_silent'] = 'Los sensores de la página del examen no dan señales';
$string['rule_sensors_silent_avoid'] = 'Deje la página del examen como está; si esto continúa, recárguela.';
$string['rule_stream_absent'] = 'No llega imagen de la cámara';
$string['rule_stream_absent_avoid'] = 'Mantenga la cámara encendida; si lo está y esto continúa, recargue la página o pida ayuda.';
$string['rule_tab_hidden'] = 'Pestaña del examen oculta';
$string['rule_tab_hidden_avoid'] = 'Permanezca en la pestaña del examen.';
$string['rule_too_dark'] = 'Demasiado oscuro para ver';
$string['rule_too_dark_avoid'] = 'Encienda una luz delante de usted.';
$string['rule_window_blurred'] = 'Otra ventana en primer plano';
$string['rule_window_blurred_avoid'] = 'Siga trabajando en la ventana del examen.';
$string['rules'] = 'Qué se anota';
$string['rules_after'] = 'a los';
$string['rules_areback'] = 'Esto es lo que vale en «Normal». Se aplica en cuanto guarde.';
$string['rules_asked'] = 'A los examinados se les pide: {$a}';
$string['rules_back'] = 'Volver a lo normal';
$string['rules_enabled'] = 'Anotarlo';
$string['rules_help'] = 'Cada línea es algo que Invigil puede detectar por sí solo. De cada una elige:

* Anotarlo: sin la marca no se anota ni se guarda ninguna imagen por ello.
* Segundos: cuánto tiene que durar para que se anote. Con más segundos se pasan por alto los momentos breves; 0 significa al instante.
* Gravedad: con qué urgencia debería mirarlo un supervisor. No decide nada sobre el examinado.

«Volver a lo normal» muestra de nuevo lo que vale en «Normal»; se aplica cuando guarda. Si elige otro nivel que «A medida», lo que eligió aquí se conserva, pero no cuenta.';
$string['rules_intro'] = 'Cambie lo que quiera; lo demás queda como en «Normal». Sin la marca, algo no se anota. Cuanto más tiempo, más momentos breves se pasan por alto. La gravedad indica a los supervisores con qué urgencia mirar.';
$string['rules_only'] = 'Solo con: {$a}.';
$string['rules_seconds'] = 'segundos, gravedad';
$string['rules_severity'] = 'Gravedad';
$string['rules_severity_critical'] = 'Crítica';
$string['rules_severity_high'] = 'Alta';
$string['rules_severity_low'] = 'Baja';
$string['rules_severity_medium'] = 'Media';
$string['rules_standard_after'] = 'Normal: se anota a los {$a->seconds} s, gravedad {$a->severity}.';
$string['rules_standard_atonce'] = 'Normal: se anota al instante, gravedad {$a->severity}.';
$string['rules_standard_off'] = 'Normal: no se anota.';
$string['rules_wait'] = 'Segundos';
$string['screen'] = 'Pantalla';
$string['screen_help'] = 'Si se capta la pantalla durante el intento. Los teléfonos y las tabletas no pueden compartir su pantalla, así que un cuestionario así tiene que hacerse en un ordenador.';
$string['selftest'] = 'Prueba de la conexión';
$string['selftest_answers'] = 'Invigil responde';
$string['selftest_answers_ok'] = 'Moodle llega a él y está bien.';
$string['selftest_answers_silent'] = 'Moodle no recibe respuesta de {$a->origin} ({$a->error}). Compruebe si Invigil está en marcha y si hay un cortafuegos o un proxy entre este servidor y él.';
$string['selftest_answers_status'] = 'Responde con el error {$a}. Quien administra Invigil encontrará más en su registro.';
$string['selftest_desc'] = 'Moodle llama a Invigil y le pide que llame a Moodle. Tarda unos segundos y no cambia nada.';
$string['selftest_keys'] = 'Moodle puede comprobar lo que firma Invigil';
$string['selftest_keys_none'] = 'No se pueden leer claves en {$a}. Hasta entonces no se puede superar ninguna comprobación de entrada.';
$string['selftest_keys_ok'] = 'Las claves públicas de Invigil se pueden leer.';
$string['selftest_presence'] = 'Invigil informa de a quién ve';
$string['selftest_presence_never'] = 'Aún no ha llegado ningún informe. Invigil informa mientras se realizan cuestionarios supervisados.';
$string['selftest_presence_ok'] = 'Último informe: {$a}.';
$string['selftest_presence_old'] = 'Último informe: {$a}. Informa mientras se realizan cuestionarios supervisados; si ahora los hay, Invigil no puede llegar a este sitio.';
$string['selftest_remote'] = 'Invigil puede llamar a Moodle';
$string['selftest_remote_missing'] = 'Esta versión de Invigil no tiene una prueba propia.';
$string['selftest_remote_refused'] = 'Invigil no aceptó la petición de prueba (respuesta {$a->status}). Lo más frecuente es que no pueda leer las claves de este sitio en {$a->jwks}: compruebe si esa dirección se abre desde el servidor de Invigil y si los relojes de ambos van bien. O puede que Invigil ya no conozca este sitio: conecte de nuevo.';
$string['selftest_run'] = 'Probar la conexión';
$string['selftest_security'] = 'Moodle puede llamar a Invigil';
$string['selftest_security_blocked'] = 'Los ajustes de seguridad HTTP de Moodle prohíben llamar a {$a->host} en el puerto {$a->port}. Abra Administración del sitio, General, Seguridad, Seguridad HTTP: quite la dirección de la lista de servidores bloqueados de cURL y compruebe que {$a->port} está en la lista de puertos permitidos. Hasta entonces no se puede superar ninguna comprobación de entrada.';
$string['selftest_security_ok'] = 'Los ajustes de seguridad HTTP de Moodle no lo impiden.';
$string['selftest_status_failed'] = 'No funciona';
$string['selftest_status_ok'] = 'Funciona';
$string['selftest_status_unknown'] = 'No se sabe';
$string['selftest_theirs'] = 'Invigil dice: {$a}';
$string['severity_critical'] = 'crítica: {$a}';
$string['severity_high'] = 'alta: {$a}';
$string['severity_low'] = 'baja: {$a}';
$string['severity_medium'] = 'media: {$a}';
$string['shell_again'] = 'Intentar de nuevo';
$string['shell_attempt'] = 'Intento {$a}';
$string['shell_back'] = 'Volver a la página del cuestionario';
$string['shell_begin_failed'] = 'No se ha podido contactar con el sitio. Compruebe su conexión.';
$string['shell_begin_refused'] = 'No se ha podido abrir el cuestionario: {$a}';
$string['shell_begun'] = 'El cuestionario está abierto.';
$string['shell_done'] = 'Entregado. Puede cerrar esta página.';
$string['shell_focus'] = 'Hay algo nuevo en el panel de supervisión.';
$string['shell_fold'] = 'Panel';
$string['shell_fullscreen_enter'] = 'Pantalla completa';
$string['shell_fullscreen_failed'] = 'Este navegador no muestra la pantalla completa. Continúe sin ella.';
$string['shell_fullscreen_skip'] = 'Continuar sin ella';
$string['shell_fullscreen_text'] = 'Su profesor quiere que este cuestionario se realice a pantalla completa. Puede salir en cualquier momento con la tecla Escape.';
$string['shell_fullscreen_title'] = 'Pantalla completa, por favor';
$string['shell_fullscreen_told'] = 'Si continúa sin pantalla completa, se anota para el supervisor.';
$string['shell_goeson'] = 'El examen continúa.';
$string['shell_message'] = 'Del supervisor';
$string['shell_noscript'] = 'Este cuestionario está supervisado y necesita JavaScript. Actívelo en su navegador y vuelva a cargar esta página.';
$string['shell_panel'] = 'Panel de supervisión';
$string['shell_paused_text'] = 'Sus respuestas permanecen en esta página. Espere al supervisor: puede escribirle en el panel de supervisión. El tiempo de espera se le devuelve.';
$string['shell_paused_title'] = 'Su intento está en pausa';
$string['shell_state_checkin'] = 'Comprobación';
$string['shell_state_complete'] = 'Entregado';
$string['shell_state_paused'] = 'En pausa';
$string['shell_state_running'] = 'En curso';
$string['shell_state_terminated'] = 'Finalizado';
$string['shell_state_waiting'] = 'En espera';
$string['shell_step_checkin'] = 'Haga la comprobación de entrada';
$string['shell_step_checkin_text'] = 'Siga los pasos del panel de supervisión. Tarda alrededor de un minuto.';
$string['shell_step_quiz'] = 'Empiece';
$string['shell_step_quiz_limit'] = 'El cuestionario se abre aquí. Tiene {$a}, contados desde ese momento.';
$string['shell_step_quiz_text'] = 'El cuestionario se abre aquí. El tiempo empieza a contar entonces.';
$string['shell_step_waiting'] = 'Espere un momento';
$string['shell_step_waiting_text'] = 'Un supervisor le da paso.';
$string['shell_steps'] = 'Antes de empezar';
$string['shell_terminated_text'] = 'Lo que se había guardado se ha entregado. Su profesor decide cómo continuar.';
$string['shell_terminated_title'] = 'Un supervisor ha finalizado su intento';
$string['sitedefaults'] = 'Valores por defecto para los cuestionarios';
$string['sitedefaults_desc'] = 'Con qué empieza la sección «Supervisado con Invigil» en un cuestionario nuevo. Lo que está bloqueado vale para cada cuestionario en cuanto se guarda, se haya elegido lo que se haya elegido antes. «Supervisar este cuestionario» bloqueado y marcado cuenta mientras el sitio está conectado. Lo que se elige norma por norma en «A medida» es de cada cuestionario.';
$string['start_over'] = 'Este intento ha terminado. Vuelva al cuestionario, por favor.';
$string['start_refused'] = 'Su examen no ha podido comenzar desde aquí. Vuelva al cuestionario y abra de nuevo la comprobación de entrada.';
$string['task_delete_people'] = 'Pedir a Invigil que elimine lo que guarda sobre una persona';
$string['task_reconcile'] = 'Ordenar los intentos supervisados';
$string['verdict'] = 'Veredicto';
$string['verdict_clear'] = 'Sin objeciones';
$string['verdict_flagged'] = 'Marcado';
$string['verdict_invalid'] = 'No válido';
$string['verdict_none'] = 'No hace falta';
$string['verdict_waiting'] = 'A la espera de una persona';
$string['wasproctored'] = 'Este intento fue supervisado.';
