from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from faelles.access import Permission, requires
from faelles.middleware import touch


@require_POST
@requires(Permission.USE_SAMSPIL)
def session_forlaeng(request):
    """The person is still there: keep her logged in for another half hour, within the ten hours."""
    touch(request.session)
    return HttpResponse(status=204)


@login_not_required
@require_safe
def tilgaengelighed(request):
    return render(request, "faelles/tilgaengelighed.html")
