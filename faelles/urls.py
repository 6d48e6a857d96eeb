
app_name = "faelles"
urlpatterns = []
